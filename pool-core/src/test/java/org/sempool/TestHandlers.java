package org.sempool;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

/** Handlers that the tests run in workers. */
public final class TestHandlers {
    private TestHandlers() {}

    /** Strings in, strings out. */
    public interface TextHandler extends JobHandler<String, String> {}

    /** Does what the job says, a word and perhaps an argument. */
    public static final class Obey implements TextHandler {
        public Obey() {}

        /** Takes long to initialize in the pool's first worker, where this can be interrupted. */
        private static final class Lazy {
            static final String VALUE = initialize();

            private static String initialize() {
                try {
                    Path done = Path.of(System.getProperty("lazy.file"));
                    if (!Files.exists(done)) {
                        Files.createFile(done);
                        var _ = new CountDownLatch(1).await(10, TimeUnit.MINUTES);
                    }
                    return "initialized";
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        /** Cannot be initialized in any worker. */
        private static final class Broken {
            static final String VALUE = nothing().trim();
        }

        private static String hidden() {
            try {
                return Lazy.VALUE;
            } catch (LinkageError e) {
                return "nobody learns of it";
            }
        }

        private static String wrapped() {
            try {
                return Lazy.VALUE;
            } catch (LinkageError e) {
                throw new IllegalStateException("as a library does it", e);
            }
        }

        @Override
        public String handle(String job, JobContext context) throws Exception {
            String[] words = job.split(" ", 2);
            String argument = words.length > 1 ? words[1] : "";
            return switch (words[0]) {
                case "echo" -> argument;
                case "lazy" -> Lazy.VALUE + ", attempt " + context.attempt();
                case "lazy-wrapped" -> wrapped() + ", attempt " + context.attempt();
                case "lazy-hidden" -> hidden();
                case "broken" -> Broken.VALUE;
                case "name" -> context.name().orElse("none");
                case "attempt" -> "" + context.attempt();
                case "pid" -> "" + ProcessHandle.current().pid();
                case "sleep" -> {
                    sleep(Long.parseLong(argument));
                    yield "slept";
                }
                case "throw" -> throw new IllegalStateException(argument, new Error("why"));
                case "throw-large" -> throw new IllegalStateException("x".repeat(3_000_000));
                case "overflow" -> overflow(0);
                case "null" -> nothing();
                case "halt" -> {
                    Runtime.getRuntime().halt(Integer.parseInt(argument));
                    yield "";
                }
                case "halt-first" -> {
                    if (context.attempt() == 1) {
                        Runtime.getRuntime().halt(3);
                    }
                    yield "attempt " + context.attempt();
                }
                case "is-interrupted" -> "" + Thread.interrupted();
                case "interrupt-self" -> {
                    Thread.currentThread().interrupt();
                    yield "interrupted";
                }
                case "print" -> {
                    System.out.println(argument);
                    System.err.println(argument);
                    yield "printed";
                }
                case "print-and-halt" -> {
                    System.err.println(argument);
                    Runtime.getRuntime().halt(9);
                    yield "";
                }
                case "flood" -> {
                    byte[] junk = new byte[100_000];
                    for (int i = 0; i < 100; i++) {
                        System.out.write(junk, 0, junk.length);
                    }
                    yield "flooded";
                }
                case "spin" -> spin();
                case "until-told" -> untilTold(context);
                case "slow-to-obey" -> {
                    String told = untilTold(context);
                    var _ = Thread.interrupted();
                    sleep(Long.parseLong(argument));
                    yield told;
                }
                case "save-when-told" -> {
                    var _ = untilTold(context);
                    var _ = Thread.interrupted();
                    sleep(3000);
                    Files.createFile(Path.of(argument));
                    yield "saved";
                }
                case "fail-when-cancelled" -> {
                    Files.createFile(Path.of(argument).resolve("" + context.attempt()));
                    while (!context.isCancelled()) {
                        LockSupport.parkNanos(1_000_000);
                    }
                    throw new IllegalStateException("cancelled");
                }
                case "spawn" -> spawn("sleep", "1000");
                case "spawn-apart" -> spawn("setsid", "sleep", "1000");
                case "spawn-and-hang" -> {
                    Files.writeString(Path.of(argument), spawn("sleep", "1000"));
                    yield spin();
                }
                case "spawn-and-halt" -> {
                    Files.writeString(Path.of(argument), spawn("setsid", "sleep", "1000"));
                    Runtime.getRuntime().halt(5);
                    yield "";
                }
                case "begin" -> {
                    String[] rest = argument.split(" ", 2);
                    Files.writeString(Path.of(rest[0]), "begun");
                    yield handle(rest[1], context);
                }
                case "meet" -> {
                    String[] rest = argument.split(" ", 2);
                    Path place = Path.of(rest[1]);
                    String pid = "" + ProcessHandle.current().pid();
                    Files.writeString(place.resolve(pid), "here");
                    while (context.attempt() == 1 && !Files.exists(place.resolve(rest[0]))) {
                        LockSupport.parkNanos(10_000_000);
                    }
                    yield "attempt " + context.attempt();
                }
                case "mark" -> {
                    Files.writeString(Path.of(argument), "ran");
                    yield "marked";
                }
                case "throw-first" -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("not at the first attempt");
                    }
                    yield "attempt " + context.attempt();
                }
                case "exit" -> {
                    System.exit(Integer.parseInt(argument));
                    yield "";
                }
                case "segfault" -> segfault();
                case "out-of-memory" -> "" + new long[Integer.MAX_VALUE - 8].length;
                case "wrapped-out-of-memory" -> {
                    try {
                        yield "" + new long[Integer.MAX_VALUE - 8].length;
                    } catch (OutOfMemoryError e) {
                        throw new IllegalStateException("cannot decode", new IOException(e));
                    }
                }
                case "leak" -> {
                    leak.add(new byte[Integer.parseInt(argument)]);
                    yield "" + ProcessHandle.current().pid();
                }
                case "close-streams" -> {
                    System.out.close();
                    System.err.close();
                    System.in.close();
                    new FileInputStream(FileDescriptor.in).close();
                    yield "closed";
                }
                case "child-reads-stdin" -> {
                    Process cat =
                            new ProcessBuilder("cat")
                                    .redirectInput(ProcessBuilder.Redirect.INHERIT)
                                    .start();
                    yield "" + cat.getInputStream().readAllBytes().length + cat.waitFor();
                }
                case "die-later" -> {
                    var _ =
                            Thread.ofPlatform()
                                    .start(
                                            () -> {
                                                sleep(Long.parseLong(argument));
                                                Runtime.getRuntime().halt(4);
                                            });
                    yield "" + ProcessHandle.current().pid();
                }
                case "read-stdin" -> "" + System.in.read();
                case "thread" -> {
                    var _ = Thread.ofPlatform().daemon(false).start(() -> sleep(60_000));
                    yield "left a thread behind";
                }
                case String unknown -> throw new IllegalArgumentException(unknown);
            };
        }

        private final List<byte[]> leak = new ArrayList<>();

        /** Ignores interrupts. */
        @SuppressWarnings("InfiniteLoopStatement")
        private static String spin() {
            while (true) {
                Thread.onSpinWait();
            }
        }

        private static String untilTold(JobContext context) {
            boolean interrupted = false;
            while (!context.isCancelled() || !interrupted) {
                interrupted |= Thread.currentThread().isInterrupted();
                LockSupport.parkNanos(1_000_000);
            }
            return "stopped";
        }

        private static String spawn(String... command) throws IOException {
            Process child = new ProcessBuilder(command).inheritIO().start();
            return "" + child.pid();
        }

        @SuppressWarnings("restricted")
        private static String segfault() {
            return "" + MemorySegment.ofAddress(8).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
        }

        @SuppressWarnings({"NullAway", "ReturnsNullCollection"})
        private static String nothing() {
            return null;
        }

        @SuppressWarnings("InfiniteRecursion")
        private static String overflow(int depth) {
            return overflow(depth + 1) + depth;
        }

        private static void sleep(long millis) {
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }

    /** Returns the number and checksum of bytes, or for eight bytes as many bytes as they say. */
    public static final class Sum implements JobHandler<byte[], byte[]> {
        public Sum() {}

        @Override
        public byte[] handle(byte[] job, JobContext context) {
            if (job.length == Integer.BYTES) {
                byte[] asLarge = new byte[ByteBuffer.wrap(job).getInt()];
                asLarge[12345] = 42;
                return asLarge;
            }
            CRC32C sum = new CRC32C();
            sum.update(job);
            return Long.toString(sum.getValue()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    /** Cannot start. */
    public static final class NoStart implements TextHandler {
        public NoStart() {}

        @Override
        public void start() {
            throw new IllegalStateException("the model is missing");
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Ends its worker, whatever it is doing, once a file exists. */
    public static final class ShortLived implements TextHandler {
        public ShortLived() {}

        @Override
        public void start() {
            var _ =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        Path file = Path.of(System.getProperty("test.file"));
                                        while (!Files.exists(file)) {
                                            LockSupport.parkNanos(1_000_000);
                                        }
                                        System.err.println("the library has no licence");
                                        Runtime.getRuntime().halt(6);
                                    });
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Exits before it has begun, with the exit code of a retiring worker. */
    public static final class ExitsAsRetired implements TextHandler {
        public ExitsAsRetired() {}

        @Override
        public void start() {
            Runtime.getRuntime().halt(72);
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Starts only if a file exists. */
    public static final class StartsIfFileIsThere implements TextHandler {
        public StartsIfFileIsThere() {}

        @Override
        public void start() throws IOException {
            Path file = Path.of(System.getProperty("test.file"));
            if (Files.readString(file).equals("hang")) {
                Obey.spin();
            }
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Its jobs can be anything but "impossible". */
    public static final class Fussy implements TextHandler {
        public Fussy() {}

        @Override
        public Codec<String> jobCodec() {
            return Codec.of(Fussy::encode, bytes -> new String(bytes, StandardCharsets.UTF_8));
        }

        private static byte[] encode(String job) {
            if (job.equals("impossible")) {
                throw new LinkageError(job);
            }
            return job.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** The submitter reads its result "wait" only once it may. */
    public static final class Unread implements TextHandler {
        static final AtomicInteger READING = new AtomicInteger();
        static final Semaphore MAY_READ = new Semaphore(0);

        public Unread() {}

        @Override
        public Codec<String> resultCodec() {
            return Codec.of(
                    result -> result.getBytes(StandardCharsets.UTF_8),
                    bytes -> read(new String(bytes, StandardCharsets.UTF_8)));
        }

        private static String read(String result) {
            if (result.equals("wait")) {
                READING.incrementAndGet();
                MAY_READ.acquireUninterruptibly();
            }
            return result;
        }

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }

    /** Has no constructor that the pool could call. */
    public static final class NoConstructor implements TextHandler {
        public NoConstructor(int unused) {}

        @Override
        public String handle(String job, JobContext context) {
            return job;
        }
    }
}
