package org.sempool.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.channels.FileChannel.MapMode.READ_ONLY;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.claim.StateWord;
import org.sempool.directory.PrivateDirectory;
import org.sempool.inspect.Inspector;
import org.sempool.inspect.Snapshot;
import org.sempool.inspect.Snapshot.Activity;
import org.sempool.inspect.Snapshot.Slot;
import org.sempool.inspect.Snapshot.State;
import org.sempool.progress.ProgressBoard;
import org.sempool.progress.ProgressEntry;

/** Reads a pool's {@link Segment} from outside, through a read-only mapping. */
public final class SegmentInspector implements Inspector {
    private static final VarHandle LONG = JAVA_LONG.varHandle();
    private static final VarHandle INT = JAVA_INT.varHandle();

    /** A slot that changes more often than this while it is read is shown without its job. */
    private static final int MOST_LOOKS = 100;

    /** ServiceLoader calls this. */
    public SegmentInspector() {}

    @Override
    public String subject() {
        return "pools of the transport " + SharedMemoryTransport.NAME;
    }

    @Override
    public List<Path> find() throws IOException {
        try (Stream<Path> children = Files.list(SharedMemoryTransport.defaultParent())) {
            return children.filter(this::knows).sorted().toList();
        }
    }

    @Override
    public boolean knows(Path path) {
        if (path.getFileName() == null || !PrivateDirectory.isNamedSo(path)) {
            return false;
        }
        try {
            PrivateDirectory.verify(path);
            return Files.isRegularFile(path.resolve(Segment.FILE), NOFOLLOW_LINKS);
        } catch (IOException notOurs) {
            return false;
        }
    }

    @Override
    public Snapshot look(Path path) throws IOException {
        PrivateDirectory.verify(path);
        Path file = path.resolve(Segment.FILE);
        try (Arena arena = Arena.ofConfined();
                FileChannel channel = FileChannel.open(file, READ, NOFOLLOW_LINKS)) {
            MemorySegment memory = channel.map(READ_ONLY, 0, channel.size(), arena);
            Segment.checkHeader(file, memory);
            return new View(memory, progress(path)).look(path);
        }
    }

    /** The pool makes it after the segment, so it may be missing. */
    private static @Nullable ProgressBoard progress(Path path) throws IOException {
        try {
            return ProgressBoard.look(path);
        } catch (NoSuchFileException none) {
            return null;
        }
    }

    /** One mapping of a segment that has passed every check. */
    private static final class View {
        private final MemorySegment memory;
        private final int workers;
        private final QueueLayout jobs;
        private final QueueLayout results;
        private final OwnerSet jobsAwaited;
        private final SemaphoreKind kind;
        private final @Nullable ProgressBoard board;

        View(MemorySegment memory, @Nullable ProgressBoard board) {
            this.memory = memory;
            this.board = board;
            Dimensions size = Dimensions.read(memory);
            this.workers = size.workers();
            this.jobs = QueueLayout.jobs(size);
            this.results = QueueLayout.results(size);
            this.jobsAwaited = new OwnerSet(memory, jobs.fullSleepers(), workers);
            this.kind =
                    SemaphoreKind.ofCode(memory.get(JAVA_INT, QueueLayout.SEMAPHORE_KIND))
                            .orElseThrow();
        }

        Snapshot look(Path path) throws IOException {
            Snapshot.Queue jobsSeen = queue("jobs", jobs);
            Snapshot.Queue resultsSeen = queue("results", results);
            return new Snapshot(
                    path,
                    PrivateDirectory.ownerOf(path),
                    PrivateDirectory.isOwnerAlive(path),
                    List.of(jobsSeen, resultsSeen),
                    IntStream.rangeClosed(1, workers)
                            .mapToObj(worker -> worker(worker, jobsSeen, resultsSeen))
                            .toList());
        }

        private Snapshot.Queue queue(String name, QueueLayout layout) {
            List<Slot> slots = new ArrayList<>();
            Map<Integer, Integer> writers = writers(layout);
            long done = 0;
            long inside = 0;
            for (int number = 0; number < layout.slots(); number++) {
                Content content = read(layout.state(number));
                // Each earlier generation of a slot was a message that was put and taken.
                done += Integer.toUnsignedLong(StateWord.generation(content.word()));
                Slot slot = slot(content, writers.get(number));
                if (slot.state() == State.FULL || slot.state() == State.HELD) {
                    inside++;
                }
                slots.add(slot);
            }
            return new Snapshot.Queue(
                    name,
                    slots,
                    done + inside,
                    done,
                    List.of(
                            semaphore("isem", layout.freeSemaphores(), layout.freeSleepers()),
                            semaphore(
                                    "osem",
                                    LongStream.of(layout.fullSemaphore()),
                                    layout.fullSleepers())),
                    payloadMemory(layout));
        }

        /** A chunk is in use as long as its word names its slot's current use. */
        private Optional<Snapshot.PayloadMemory> payloadMemory(QueueLayout layout) {
            int chunks = layout.size().chunks();
            int inUse = 0;
            for (int chunk = 0; chunk < chunks; chunk++) {
                long at = layout.chunkWords() + (long) chunk * Long.BYTES;
                long word = (long) LONG.getVolatile(memory, at);
                int slot = StateWord.owner(word);
                if (StateWord.state(word) != PayloadMemory.BARE
                        && StateWord.state(word) != PayloadMemory.RETURNING
                        && slot < layout.slots()
                        && StateWord.generation(word)
                                == StateWord.generation(
                                        (long) LONG.getVolatile(memory, layout.state(slot)))) {
                    inUse++;
                }
            }
            return chunks == 0
                    ? Optional.empty()
                    : Optional.of(
                            new Snapshot.PayloadMemory(chunks, inUse, layout.size().chunkBytes()));
        }

        /** The workers that write results, by slot. Who writes a job is not known here. */
        private Map<Integer, Integer> writers(QueueLayout layout) {
            Map<Integer, Integer> writers = new HashMap<>();
            if (layout.inLanes()) {
                DraftNotes notes = new DraftNotes(memory, layout, new SlotTable(memory, layout));
                for (int worker = 1; worker <= workers; worker++) {
                    writers.put(notes.drafting(worker), worker);
                }
            }
            return writers;
        }

        /** A slot's state word, and the job that belongs to it. */
        private record Content(long word, OptionalLong job) {}

        private Content read(long at) {
            long word = 0;
            for (int look = 0; look < MOST_LOOKS; look++) {
                word = (long) LONG.getVolatile(memory, at);
                long job = (long) LONG.getAcquire(memory, at + QueueLayout.JOB_ID);
                VarHandle.acquireFence();
                if ((long) LONG.getVolatile(memory, at) == word) {
                    return new Content(
                            word, job == 0 ? OptionalLong.empty() : OptionalLong.of(job));
                }
            }
            return new Content(word, OptionalLong.empty());
        }

        private static Slot slot(Content content, @Nullable Integer writer) {
            OptionalInt owner = OptionalInt.of(StateWord.owner(content.word()));
            return switch (StateWord.state(content.word())) {
                case SlotState.FULL -> new Slot(State.FULL, owner, content.job());
                case SlotState.CLAIMED -> new Slot(State.HELD, owner, content.job());
                default ->
                        writer == null
                                ? new Slot(State.FREE, OptionalInt.empty(), OptionalLong.empty())
                                : new Slot(
                                        State.WRITING,
                                        OptionalInt.of(writer),
                                        OptionalLong.empty());
            };
        }

        private Snapshot.Semaphore semaphore(String name, LongStream offsets, long sleepersOffset) {
            OwnerSet asleep = new OwnerSet(memory, sleepersOffset, workers);
            List<Integer> sleepers =
                    IntStream.rangeClosed(0, workers).filter(asleep::contains).boxed().toList();
            return new Snapshot.Semaphore(name, (int) offsets.map(this::permits).sum(), sleepers);
        }

        private int permits(long offset) {
            return kind.attach(memory.asSlice(offset, QueueLayout.SEMAPHORE_BYTES)).permits();
        }

        private Snapshot.Worker worker(
                int number, Snapshot.Queue jobsSeen, Snapshot.Queue resultsSeen) {
            int pid = (int) INT.getOpaque(memory, QueueLayout.process(number));
            if (pid == 0) {
                return new Snapshot.Worker(
                        number, OptionalLong.empty(), Activity.ABSENT, OptionalLong.empty());
            }
            OptionalLong process = OptionalLong.of(pid);
            OptionalInt held =
                    IntStream.range(0, jobsSeen.slots().size())
                            .filter(slot -> isHeld(jobsSeen.slots().get(slot), number))
                            .findFirst();
            OptionalLong job =
                    held.isPresent()
                            ? jobsSeen.slots().get(held.getAsInt()).job()
                            : OptionalLong.empty();
            boolean publishing =
                    resultsSeen.slots().stream()
                            .filter(slot -> slot.state() == State.WRITING)
                            .anyMatch(slot -> slot.owner().equals(OptionalInt.of(number)));
            Activity activity;
            if (ProcessHandle.of(pid).isEmpty()) {
                activity = Activity.DEAD;
            } else if (publishing) {
                activity = Activity.PUBLISHING;
            } else if (job.isPresent()) {
                activity = Activity.WORKING;
            } else if (jobsAwaited.contains(number)) {
                activity = Activity.ASLEEP;
            } else {
                activity = Activity.AWAKE;
            }
            return new Snapshot.Worker(
                    number,
                    process,
                    activity,
                    job,
                    progress(number, job),
                    job.isEmpty() ? Optional.empty() : text(held.orElseThrow(), number, job));
        }

        private static boolean isHeld(Slot slot, int worker) {
            return slot.state() == State.HELD && slot.owner().equals(OptionalInt.of(worker));
        }

        /** How the job in a slot begins, unless the slot has another job by now. */
        private Optional<String> text(int slot, int worker, OptionalLong job) {
            long at = jobs.state(slot);
            Content before = read(at);
            if (StateWord.state(before.word()) != SlotState.CLAIMED
                    || StateWord.owner(before.word()) != worker
                    || !before.job().equals(job)) {
                return Optional.empty();
            }
            Optional<String> text =
                    JobText.read(memory.asSlice(at, jobs.stride()), jobs.slotBytes());
            VarHandle.acquireFence();
            boolean isSame = (long) LONG.getVolatile(memory, at) == before.word();
            return isSame ? text : Optional.empty();
        }

        private Optional<Snapshot.Progress> progress(int number, OptionalLong job) {
            if (board == null || job.isEmpty() || number > board.workers()) {
                return Optional.empty();
            }
            ProgressEntry entry = board.read(number);
            return entry == null || entry.jobId() != job.getAsLong()
                    ? Optional.empty()
                    : Optional.of(
                            new Snapshot.Progress(
                                    Optional.ofNullable(entry.name()),
                                    entry.isReport() ? entry.fraction() : Double.NaN,
                                    entry.message()));
        }
    }
}
