package org.sempool.examples.step2ending;

import java.math.BigInteger;
import java.util.Optional;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.JobQueue;
import org.sempool.examples.step1threads.LockedQueue;

/** How the workers find out that there are no more numbers. */
enum Ending {
    /** They do not find out. */
    FORGOTTEN {
        @Override
        Jobs queue(Arguments arguments) {
            JobQueue<BigInteger> queue = new LockedQueue<>(CAPACITY);
            return new Jobs() {
                @Override
                public void put(BigInteger number) throws InterruptedException {
                    queue.put(number);
                }

                @Override
                public Optional<BigInteger> take() throws InterruptedException {
                    return Optional.of(queue.take());
                }

                @Override
                public void end() {
                    // Nothing was planned for this.
                }
            };
        }
    },

    /** A null job for each worker follows the last number; each of them ends one worker. */
    NULL {
        @Override
        Jobs queue(Arguments arguments) {
            JobQueue<Optional<BigInteger>> queue = new LockedQueue<>(CAPACITY);
            return new Jobs() {
                @Override
                public void put(BigInteger number) throws InterruptedException {
                    queue.put(Optional.of(number));
                }

                @Override
                public Optional<BigInteger> take() throws InterruptedException {
                    return queue.take();
                }

                @Override
                public void end() throws InterruptedException {
                    for (int i = 0; i < arguments.workers(); i++) {
                        queue.put(Optional.empty());
                    }
                }
            };
        }
    },

    /** A flag in the queue, which every worker sees. */
    CLOSED {
        @Override
        Jobs queue(Arguments arguments) {
            ClosableQueue<BigInteger> queue = new ClosableQueue<>(CAPACITY);
            return new Jobs() {
                @Override
                public void put(BigInteger number) throws InterruptedException {
                    queue.put(number);
                }

                @Override
                public Optional<BigInteger> take() throws InterruptedException {
                    return queue.take();
                }

                @Override
                public void end() {
                    queue.close();
                }
            };
        }
    };

    private static final int CAPACITY = 4;

    /** The queue, as the producer and the workers see it. */
    interface Jobs {
        void put(BigInteger number) throws InterruptedException;

        /** Returns empty if there are no more numbers; the worker then ends. */
        Optional<BigInteger> take() throws InterruptedException;

        /** The producer calls it after the last number. */
        void end() throws InterruptedException;
    }

    abstract Jobs queue(Arguments arguments);
}
