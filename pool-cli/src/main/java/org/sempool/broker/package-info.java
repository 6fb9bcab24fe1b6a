/** A message broker in this process, Apache ActiveMQ Artemis, set to what pools need. */
@NullMarked
package org.sempool.broker;

import org.jspecify.annotations.NullMarked;
