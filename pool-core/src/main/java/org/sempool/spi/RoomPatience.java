package org.sempool.spi;

/**
 * Decides what the writer of a payload does when the memory for payloads is full. Belongs to the
 * thread that writes.
 */
@FunctionalInterface
public interface RoomPatience {
    /**
     * Called before each wait for room, which is a tenth of a second at most.
     *
     * @return true to wait; false to write the payload to a file instead
     * @throws NoRoomException to refuse the payload; this and any other exception reach the caller
     *     of the writer, and the draft must then be abandoned
     */
    boolean waits();
}
