/**
 * The shared-memory transport: two semaphore queues in one mapped file, and memory for large
 * payloads in another.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link org.sempool.shm.QueueLayout} (where everything is), {@link
 *       org.sempool.claim.StateWord} (who owns a slot), {@link org.sempool.shm.SlotState} (its
 *       states)
 *   <li>{@link org.sempool.shm.SemaphoreQueue}, the jobs queue
 *   <li>its {@link org.sempool.shm.SlotTable} (changes of a slot), on {@link
 *       org.sempool.shm.SharedWords}, and {@link org.sempool.shm.Claim} with {@link
 *       org.sempool.shm.Reservations} and {@link org.sempool.shm.OwnerNotes}
 *   <li>its {@link org.sempool.shm.SlotSearch} (finding a slot), with {@link
 *       org.sempool.shm.SlotMarks} and {@link org.sempool.shm.Overtaken}
 *   <li>its {@link org.sempool.shm.SlotWait} (waiting for one), with {@link
 *       org.sempool.shm.OwnerSet}, {@link org.sempool.shm.Spinning} and {@link
 *       org.sempool.shm.Semaphore}
 *   <li>{@link org.sempool.shm.ResultLanes}, the results queue: {@link org.sempool.shm.LaneWriter}
 *       with {@link org.sempool.shm.DraftNotes}, {@link org.sempool.shm.LaneReader}, {@link
 *       org.sempool.shm.LaneWait}
 *   <li>{@link org.sempool.shm.SlotDraft} and {@link org.sempool.shm.SlotLease} (messages in
 *       slots), with {@link org.sempool.shm.SlotHeaders}
 *   <li>{@link org.sempool.shm.LargeDraft} (messages that do not fit theirs), {@link
 *       org.sempool.shm.PayloadMemory} with {@link org.sempool.shm.RoomWait} and {@link
 *       org.sempool.shm.IdleMemory}, {@link org.sempool.shm.SpillFiles}
 *   <li>{@link org.sempool.shm.ShmCoordinatorEnd} and {@link org.sempool.shm.ShmWorkerEnd} (both
 *       ends, and the repair after a worker's death)
 *   <li>{@link org.sempool.shm.Segment} and {@link org.sempool.shm.SharedMemoryTransport} (making
 *       and opening all of this)
 * </ol>
 */
package org.sempool.shm;
