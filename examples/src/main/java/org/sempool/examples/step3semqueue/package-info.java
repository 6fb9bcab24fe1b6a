/** The lecture's sem-queue: a fixed-size queue with two semaphores, between threads. */
@NullMarked
package org.sempool.examples.step3semqueue;

import org.jspecify.annotations.NullMarked;
