/** The homework: factoring numbers, one per line. */
@NullMarked
package org.sempool.examples.factor;

import org.jspecify.annotations.NullMarked;
