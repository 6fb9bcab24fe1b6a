/** The lecture's shared-queue: the queue of step 3 between processes, in mapped memory. */
@NullMarked
package org.sempool.examples.step4sharedqueue;

import org.jspecify.annotations.NullMarked;
