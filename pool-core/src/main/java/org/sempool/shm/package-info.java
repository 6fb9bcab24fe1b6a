/**
 * The shared-memory transport: two semaphore queues in one mapped file.
 *
 * <p>Read in this order: {@link org.sempool.shm.QueueLayout} (where everything lies), {@link
 * org.sempool.shm.SlotState} (who owns a slot), {@link org.sempool.shm.SemaphoreQueue} (the heart),
 * {@link org.sempool.shm.Semaphore} (how one sleeps), {@link org.sempool.shm.ShmCoordinatorEnd} and
 * {@link org.sempool.shm.ShmWorkerEnd} (both ends, and the repair after a worker's death).
 */
package org.sempool.shm;
