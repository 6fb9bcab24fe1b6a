/** Exercise 2: a queue whose taker waits for a limited time. */
@NullMarked
package org.sempool.examples.exercise2timeout;

import org.jspecify.annotations.NullMarked;
