package org.sempool.examples.step2ending;

import java.math.BigInteger;
import java.util.Optional;
import org.sempool.examples.homework.Arguments;
import org.sempool.examples.homework.JobQueue;
import org.sempool.examples.step1threads.LockedQueue;

/** How the workers learn that there are no more numbers. */
enum Ending {
    /** They do not. */
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
                    // Nobody thought of it.
                }
            };
        }
    },

    /** Behind the last number come as many null jobs as there are workers: one ends one worker. */
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

    /** A flag in the queue, which everybody sees. */
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

    /** The queue as the producer and the workers have it. */
    interface Jobs {
        void put(BigInteger number) throws InterruptedException;

        /** Empty: there are no more, and the worker is to end. */
        Optional<BigInteger> take() throws InterruptedException;

        /** To be called by the producer behind the last number. */
        void end() throws InterruptedException;
    }

    abstract Jobs queue(Arguments arguments);
}
