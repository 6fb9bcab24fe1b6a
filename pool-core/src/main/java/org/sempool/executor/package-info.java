/**
 * The JDK's {@link java.util.concurrent.ExecutorService} over a pool, whose jobs are serialized
 * tasks. {@link org.sempool.ProcessExecutors} has the factories.
 */
@NullMarked
package org.sempool.executor;

import org.jspecify.annotations.NullMarked;
