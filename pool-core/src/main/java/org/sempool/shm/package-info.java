/**
 * The shared-memory transport: two semaphore queues in one mapped file.
 *
 * <p>Read in this order: {@link org.sempool.shm.QueueLayout} (where everything is), {@link
 * org.sempool.claim.StateWord} (who owns a slot), {@link org.sempool.shm.SlotState} (its states),
 * {@link org.sempool.shm.SemaphoreQueue} (the queue) with its parts {@link
 * org.sempool.shm.SlotTable} (changes of a slot), {@link org.sempool.shm.SlotSearch} (finding one)
 * and {@link org.sempool.shm.SlotWait} (waiting for one), {@link org.sempool.shm.Semaphore}
 * (sleeping), {@link org.sempool.shm.ShmCoordinatorEnd} and {@link org.sempool.shm.ShmWorkerEnd}
 * (both ends, and the repair after a worker's death).
 */
package org.sempool.shm;
