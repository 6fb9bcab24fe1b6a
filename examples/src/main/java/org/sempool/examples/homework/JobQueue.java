package org.sempool.examples.homework;

/**
 * A queue of limited size between threads.
 *
 * @param <T> the type of the items
 */
public interface JobQueue<T> {
    /**
     * Puts an item, waiting for room.
     *
     * @param item what to put
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    void put(T item) throws InterruptedException;

    /**
     * Takes the item that was put first, waiting for one.
     *
     * @return the item
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    T take() throws InterruptedException;
}
