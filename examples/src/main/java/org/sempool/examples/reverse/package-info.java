/** The smallest handler, and a program that embeds a pool for it. */
@NullMarked
package org.sempool.examples.reverse;

import org.jspecify.annotations.NullMarked;
