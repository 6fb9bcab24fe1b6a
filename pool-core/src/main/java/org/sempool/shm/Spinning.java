package org.sempool.shm;

/**
 * Who may spin before going to sleep: no more threads of all the pool's processes than there are
 * cores to spare.
 *
 * <p>A sleeping core takes tens of microseconds to wake while a cache line crosses in a tenth of
 * one, so a short spin saves much; but a spinner that keeps a core from somebody with work to do
 * costs more than it saves.
 *
 * @param spinners who spins at the moment
 * @param most how many may
 */
record Spinning(OwnerSet spinners, int most) {
    /** How long one spins at most: about what a sleep and its wake-up would cost. */
    static final long LONGEST_NANOS = 20_000;

    /** How often one looks between two looks at the clock. */
    static final int LOOKS_PER_CLOCK_READ = 16;

    /** How often one looks, in a microsecond or two, before one asks whether one may spin. */
    static final int LOOKS_BEFORE_IT = 128;

    static Spinning whileCoresAreSpare(OwnerSet spinners) {
        return new Spinning(spinners, Runtime.getRuntime().availableProcessors() - 1);
    }

    boolean tryBegin(int owner) {
        if (spinners.size() >= most) {
            return false;
        }
        spinners.add(owner);
        return true;
    }

    void end(int owner) {
        spinners.remove(owner);
    }
}
