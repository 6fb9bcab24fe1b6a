/**
 * The JDK's {@link java.util.concurrent.ExecutorService} over a pool: its jobs are tasks in the
 * form of Java serialization. {@link org.sempool.ProcessExecutors} has the factories.
 */
@NullMarked
package org.sempool.executor;

import org.jspecify.annotations.NullMarked;
