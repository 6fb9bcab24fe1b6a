/**
 * What a transport implements: it carries jobs from one coordinator to many workers, and results
 * back.
 *
 * <p>{@link java.util.ServiceLoader} finds a {@link org.sempool.spi.Transport} by its name. Both of
 * its ends handle two kinds of objects: a {@link org.sempool.spi.Draft} is a message being written,
 * a {@link org.sempool.spi.Lease} is a message that was taken and is still owned. Starting workers
 * and noticing their deaths is not the transport's task.
 */
package org.sempool.spi;
