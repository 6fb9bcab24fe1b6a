/** Exercise 3: a queue whose taker gets what matters most. */
@NullMarked
package org.sempool.examples.exercise3priority;

import org.jspecify.annotations.NullMarked;
