/** Exercise 5: a queue that can be repaired after a kill. */
@NullMarked
package org.sempool.examples.exercise5recovery;

import org.jspecify.annotations.NullMarked;
