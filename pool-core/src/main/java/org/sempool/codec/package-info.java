/** The codecs that come with the pool; {@link org.sempool.Codec} has the factories. */
@NullMarked
package org.sempool.codec;

import org.jspecify.annotations.NullMarked;
