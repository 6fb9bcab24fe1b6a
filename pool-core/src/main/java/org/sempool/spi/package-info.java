/**
 * What a transport must do: carry jobs from one coordinator to many workers and results back.
 *
 * <p>A {@link org.sempool.spi.Transport} is found by its name with {@link java.util.ServiceLoader}.
 * Its two ends deal in two things: a {@link org.sempool.spi.Draft} is a message being written, a
 * {@link org.sempool.spi.Lease} is a message that was taken and is still owned. Nothing here says
 * who starts the workers or how one sees them die.
 */
package org.sempool.spi;
