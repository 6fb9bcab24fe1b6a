package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sempool.spi.Draft;
import org.sempool.spi.HandlerCode;
import org.sempool.spi.Lease;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.TransportConfig;
import org.sempool.spi.WorkerEnd;
import org.sempool.wire.MessageKind;

/**
 * Damage to the segment, which native code of a handler may cause, may cost jobs, but the pool
 * neither hangs nor accesses memory outside the segment.
 */
final class DamagedSegmentTest {
    private static final int ROUNDS = 150;
    private static final int SLOTS = 4;
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    enum Damage {
        ZEROS {
            @Override
            void happen(RandomAccessFile file, Random random) throws IOException {
                file.write(new byte[(int) file.length()]);
            }
        },
        NOISE {
            @Override
            void happen(RandomAccessFile file, Random random) throws IOException {
                byte[] noise = new byte[(int) file.length()];
                random.nextBytes(noise);
                file.write(noise);
            }
        },
        SOME_WORDS {
            @Override
            void happen(RandomAccessFile file, Random random) throws IOException {
                int words = (int) file.length() / Integer.BYTES;
                for (int i = 0; i < 50; i++) {
                    file.seek((long) random.nextInt(words) * Integer.BYTES);
                    // Small numbers do the most harm: as states, slots, owners, lengths.
                    file.write(random.nextInt(2 * SLOTS));
                }
            }
        };

        abstract void happen(RandomAccessFile file, Random random) throws IOException;
    }

    @TempDir private Path parent;

    @ParameterizedTest
    @EnumSource
    @Timeout(60)
    void everyUseReturnsOrThrows(Damage damage) throws IOException {
        SharedMemoryTransport transport = new SharedMemoryTransport();
        Map<String, String> options = Map.of("directory", parent.toString());
        int answers = 0;
        int exceptions = 0;
        for (int seed = 0; seed < ROUNDS; seed++) {
            SupervisedEnd coordinator =
                    transport.open(
                            new TransportConfig(
                                    HandlerCode.named("handler"),
                                    2,
                                    SLOTS,
                                    128,
                                    OptionalLong.of(64 * 1024),
                                    options));
            try (WorkerEnd worker = transport.attach(coordinator.address(), 1)) {
                for (Runnable use : uses(coordinator, worker)) {
                    use.run();
                }
                Path segment = Path.of(coordinator.address(), "segment");
                try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
                    damage.happen(file, new Random(seed));
                }
                inspect(Path.of(coordinator.address()));
                for (Runnable use : uses(coordinator, worker)) {
                    try {
                        use.run();
                        answers++;
                    } catch (RuntimeException e) {
                        exceptions++;
                    }
                }
            } finally {
                coordinator.close();
            }
            try (Stream<Path> left = Files.list(parent)) {
                assertEquals(List.of(), left.toList(), "seed " + seed);
            }
        }
        // Otherwise nothing was used, or nothing was damaged.
        assertTrue(answers > 0);
        assertTrue(exceptions > 0 || damage == Damage.ZEROS, "answers=" + answers);
    }

    /** Returns what it sees, or fails because the segment cannot be read. */
    private static void inspect(Path pool) {
        try {
            var _ = new SegmentInspector().look(pool);
        } catch (IOException e) {
            assertTrue(e.toString().contains(pool.toString()), e::toString);
        }
    }

    private static List<Runnable> uses(SupervisedEnd coordinator, WorkerEnd worker) {
        return List.of(
                () -> publish(coordinator.draftJob(WAIT_NANOS), 3),
                () -> publish(coordinator.draftJob(WAIT_NANOS), 5_000),
                () -> consume(worker.takeJob(WAIT_NANOS)),
                () -> publish(worker.draftResult(MessageKind.RESULT, 1, 1, WAIT_NANOS), 5_000),
                () -> worker.noteLeaving(),
                () -> coordinator.isLeaving(1),
                () -> coordinator.showHeldJobs((_, _, _, _) -> {}),
                () -> consume(coordinator.takeResult(WAIT_NANOS)),
                () -> consume(coordinator.takeResultOf(1)),
                () -> coordinator.repair(1, (_, attempt) -> attempt + 1),
                () -> consume(worker.takeJob(WAIT_NANOS)),
                () -> publish(worker.draftResult(MessageKind.RESULT, 2, 1, WAIT_NANOS), 3),
                () -> consume(coordinator.takeResult(WAIT_NANOS)),
                () -> worker.jobsEnded());
    }

    private static void publish(@Nullable Draft draft, int bytes) {
        if (draft != null) {
            boolean published = false;
            try {
                draft.payload().putBytes(new byte[bytes]);
                draft.publish();
                published = true;
            } finally {
                if (!published) {
                    draft.abandon();
                }
            }
        }
    }

    private static void consume(@Nullable Lease lease) {
        if (lease != null) {
            try {
                var _ = lease.kind();
                var _ = lease.payload().getBytes();
            } finally {
                lease.free();
            }
        }
    }
}
