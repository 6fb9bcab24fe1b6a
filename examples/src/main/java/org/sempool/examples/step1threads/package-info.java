/** Threads, and a queue with a lock and two conditions. */
@NullMarked
package org.sempool.examples.step1threads;

import org.jspecify.annotations.NullMarked;
