/** Exercise 4: a queue that takes and gives several items at a time. */
@NullMarked
package org.sempool.examples.exercise4batch;

import org.jspecify.annotations.NullMarked;
