package org.sempool.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What some queues in shared memory looked like.
 *
 * @param path where they are
 * @param owner the process id of their maker
 * @param ownerAlive whether that process still lives, as far as can be told from outside
 * @param queues the queues, in the order in which a job goes through them
 * @param workers those who take from the first and put into the last; empty if they are not known
 */
public record Snapshot(
        Path path, long owner, boolean ownerAlive, List<Queue> queues, List<Worker> workers) {

    /** What a slot is at the moment. */
    public enum State {
        /** There is nothing in it. */
        FREE,
        /** Somebody writes to it. */
        WRITING,
        /** What is in it can be taken. */
        FULL,
        /** Somebody has taken what is in it, and has not given the slot back yet. */
        HELD
    }

    /**
     * A queue.
     *
     * @param name what it is called
     * @param slots its slots
     * @param put how many messages were put so far, the lecture's qii
     * @param done how many messages were taken out and their slots given back so far, the lecture's
     *     qjj
     * @param semaphores its semaphores
     */
    public record Queue(
            String name, List<Slot> slots, long put, long done, List<Semaphore> semaphores) {
        /**
         * How many slots are in a state.
         *
         * @param state the state
         * @return how many
         */
        public long count(State state) {
            return slots.stream().filter(slot -> slot.state() == state).count();
        }
    }

    /**
     * A slot.
     *
     * @param state what it is
     * @param owner who writes to it or holds it; 0 is the coordinator; empty if nobody has it, or
     *     it is not known
     * @param job the number of the job that it is about, if there is one and it is known
     */
    public record Slot(State state, OptionalInt owner, OptionalLong job) {}

    /**
     * A semaphore.
     *
     * @param name the lecture's name
     * @param permits how many permits there were
     * @param sleepers the numbers of those who slept at it, 0 is the coordinator; empty if nobody
     *     did, or it is not known
     */
    public record Semaphore(String name, int permits, List<Integer> sleepers) {}

    /**
     * A worker.
     *
     * @param number its number, from 1
     * @param process its process id; empty if there is none at the moment
     * @param activity what it does
     * @param job the number of the job that it has
     */
    public record Worker(int number, OptionalLong process, Activity activity, OptionalLong job) {}

    /** What a worker does. */
    public enum Activity {
        /** There is none. */
        ABSENT,
        /** Its process is gone, and nobody has repaired yet what it left. */
        DEAD,
        /** It has a job. */
        WORKING,
        /** It writes a result. */
        PUBLISHING,
        /** It sleeps until there is a job. */
        ASLEEP,
        /** It is between two of these, or starting. */
        AWAKE
    }
}
