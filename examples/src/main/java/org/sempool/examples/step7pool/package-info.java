/** The homework on the pool. */
@NullMarked
package org.sempool.examples.step7pool;

import org.jspecify.annotations.NullMarked;
