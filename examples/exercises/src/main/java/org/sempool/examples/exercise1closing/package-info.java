/** Exercise 1: a queue that can be closed. */
@NullMarked
package org.sempool.examples.exercise1closing;

import org.jspecify.annotations.NullMarked;
