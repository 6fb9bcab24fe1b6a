/** The pool's own codecs; {@link org.sempool.Codec} has the factories. */
@NullMarked
package org.sempool.codec;

import org.jspecify.annotations.NullMarked;
