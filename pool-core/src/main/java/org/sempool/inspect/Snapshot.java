package org.sempool.inspect;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The state of some queues in shared memory.
 *
 * @param path where they are
 * @param owner the process id of the coordinator that created them
 * @param ownerAlive whether that process still lives, as far as is visible from outside
 * @param queues the queues, in the order in which a job goes through them
 * @param workers the workers, which take from the first queue and put into the last; empty if not
 *     known
 */
public record Snapshot(
        Path path, long owner, boolean ownerAlive, List<Queue> queues, List<Worker> workers) {

    /** The state of a slot. */
    public enum State {
        /** It is empty. */
        FREE,
        /** A process is writing to it; not all of them show that. */
        WRITING,
        /** It contains a message that can be taken. */
        FULL,
        /** A process has taken the message and has not freed the slot yet; not all show that. */
        HELD
    }

    /**
     * A queue.
     *
     * @param name its name
     * @param slots its slots
     * @param put how many messages were put so far, the lecture's qii
     * @param done how many messages were taken and their slots freed so far, the lecture's qjj
     * @param semaphores its semaphores
     * @param payloadMemory its memory for payloads that do not fit a slot, if it has one
     */
    public record Queue(
            String name,
            List<Slot> slots,
            long put,
            long done,
            List<Semaphore> semaphores,
            Optional<PayloadMemory> payloadMemory) {
        /**
         * A queue without payload memory.
         *
         * @param name its name
         * @param slots its slots
         * @param put how many messages were put so far
         * @param done how many messages were taken and their slots freed so far
         * @param semaphores its semaphores
         */
        public Queue(
                String name, List<Slot> slots, long put, long done, List<Semaphore> semaphores) {
            this(name, slots, put, done, semaphores, Optional.empty());
        }

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
     * @param state its state
     * @param owner the worker that writes to it or holds it; 0 is the coordinator; empty if there
     *     is none, or it is not known
     * @param job the number of its job, if there is one and it is known
     */
    public record Slot(State state, OptionalInt owner, OptionalLong job) {}

    /**
     * Memory for large payloads, which consists of chunks.
     *
     * @param chunks how many there are
     * @param inUse how many of them belong to a message
     * @param chunkBytes the size of each
     */
    public record PayloadMemory(int chunks, int inUse, long chunkBytes) {}

    /**
     * A semaphore.
     *
     * @param name the lecture's name
     * @param permits how many permits there were
     * @param sleepers the numbers of the workers that slept at it, 0 is the coordinator; empty if
     *     there were none, or they are not known
     */
    public record Semaphore(String name, int permits, List<Integer> sleepers) {}

    /**
     * A worker.
     *
     * @param number its number, from 1
     * @param process its process id; empty if there is currently none
     * @param activity what it is doing
     * @param job the number of its job, if it has one
     * @param progress the job's name and what the handler has reported, if there is any of it
     * @param text how the job begins, if that is text; values that NULs separate have blanks
     *     between them
     */
    public record Worker(
            int number,
            OptionalLong process,
            Activity activity,
            OptionalLong job,
            Optional<Progress> progress,
            Optional<String> text) {
        /**
         * A worker whose job is not known to be text.
         *
         * @param number its number, from 1
         * @param process its process id; empty if there is currently none
         * @param activity what it is doing
         * @param job the number of its job, if it has one
         * @param progress the job's name and what the handler has reported, if there is any of it
         */
        public Worker(
                int number,
                OptionalLong process,
                Activity activity,
                OptionalLong job,
                Optional<Progress> progress) {
            this(number, process, activity, job, progress, Optional.empty());
        }

        /**
         * A worker whose handler has reported nothing.
         *
         * @param number its number, from 1
         * @param process its process id; empty if there is currently none
         * @param activity what it is doing
         * @param job the number of its job, if it has one
         */
        public Worker(int number, OptionalLong process, Activity activity, OptionalLong job) {
            this(number, process, activity, job, Optional.empty());
        }
    }

    /**
     * How far a job is, as its handler says. Until it says something, only the name is known.
     *
     * @param name the job's name, perhaps cut, if it has one
     * @param fraction from 0 to 1, or NaN if the handler cannot tell
     * @param message what it is doing, perhaps cut
     */
    public record Progress(Optional<String> name, double fraction, String message) {}

    /** What a worker is doing. */
    public enum Activity {
        /** It has no process. */
        ABSENT,
        /** Its process is gone, and repair has not been done yet. */
        DEAD,
        /** It has a job. */
        WORKING,
        /** It is writing a result. */
        PUBLISHING,
        /** It sleeps until there is a job. */
        ASLEEP,
        /** It is between two of these, or starting. */
        AWAKE
    }
}
