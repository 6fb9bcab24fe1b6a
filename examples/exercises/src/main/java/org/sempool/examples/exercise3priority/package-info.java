/** Exercise 3: a queue with priorities. */
@NullMarked
package org.sempool.examples.exercise3priority;

import org.jspecify.annotations.NullMarked;
