/** The hole in the lecture's queue with several putters, and how to close it. */
@NullMarked
package org.sempool.examples.step5race;

import org.jspecify.annotations.NullMarked;
