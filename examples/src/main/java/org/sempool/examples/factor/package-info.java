/** The homework: factoring numbers, one a line. */
@NullMarked
package org.sempool.examples.factor;

import org.jspecify.annotations.NullMarked;
