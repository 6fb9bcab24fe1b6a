/** The lecture's shared-queue: the same between processes, in mapped memory. */
@NullMarked
package org.sempool.examples.step4sharedqueue;

import org.jspecify.annotations.NullMarked;
