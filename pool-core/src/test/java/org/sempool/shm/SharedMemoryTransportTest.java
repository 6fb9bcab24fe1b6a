package org.sempool.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.spi.Draft;
import org.sempool.spi.Step;
import org.sempool.spi.SupervisedContract;
import org.sempool.spi.SupervisedEnd;
import org.sempool.spi.TransportConfig;

/**
 * The transport {@code shm} keeps the contract of transports, removes all its files, and refuses
 * segments and directories that it cannot trust.
 */
final class SharedMemoryTransportTest extends SupervisedContract {
    private static final SharedMemoryTransport TRANSPORT = new SharedMemoryTransport();

    @TempDir private Path parent;

    static final Set<Step> REPAIR_STEPS =
            Set.of(
                    Step.DROP_FILES,
                    Step.DROP_HALF_RESULT,
                    Step.ABANDON,
                    Step.LOOK_FOR_RESULT,
                    Step.ASK_PENDING,
                    Step.PUT_BACK,
                    Step.HAND_BACK,
                    Step.MARK_FOR_DEAD,
                    Step.FORGET_SLEEPER,
                    Step.WAKE_FOR_DEAD,
                    Step.REUSE_NUMBER);

    SharedMemoryTransportTest() {
        super(TRANSPORT);
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("directory", parent.toString());
    }

    @Override
    protected Set<Step> repairSteps() {
        return REPAIR_STEPS;
    }

    @Override
    protected void assertNothingIsKept() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(coordinator().address()))) {
            assertEquals(
                    List.of("owner", "owner.lock", "payloads", "segment", "spill"),
                    files.map(file -> file.getFileName().toString()).sorted().toList());
        }
        Segment segment = Segment.attach(Path.of(coordinator().address()));
        assertEquals(0, segment.jobsMemory(0).inUse());
        assertEquals(0, segment.resultsMemory(0).inUse());
    }

    @Test
    void closingRemovesAllFilesInAnyState() throws IOException {
        Draft draft = Objects.requireNonNull(coordinator().draftJob(0));
        draft.payload().putBytes(new byte[1_000_000]);

        coordinator().close();
        coordinator().close();

        assertEquals(List.of(), children());
    }

    @Test
    void onlyTheOwnerMayLookInside() throws IOException {
        Path directory = Path.of(coordinator().address());

        assertEquals("rwx------", permissions(directory));
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", permissions(file), file.toString());
            }
        }
    }

    @Test
    void aDirectoryThatOthersMayEnterIsNotTrusted() throws IOException {
        Path directory = Path.of(coordinator().address());
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        IOException e =
                assertThrows(IOException.class, () -> TRANSPORT.attach(coordinator().address(), 1));

        assertTrue(String.valueOf(e.getMessage()).contains("mode="));
    }

    @ParameterizedTest
    @CsvSource({"0, begin", "8, version", "12, slots", "20, workers", "24, semaphore"})
    void aSegmentWithABadHeaderIsRefused(int offset, String complaint) throws IOException {
        Path segment = Path.of(coordinator().address(), "segment");
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.seek(offset);
            file.writeInt(-5);
        }

        IOException e =
                assertThrows(IOException.class, () -> TRANSPORT.attach(coordinator().address(), 1));

        assertTrue(String.valueOf(e.getMessage()).contains(complaint), e.getMessage());
    }

    @Test
    void aTruncatedSegmentIsRefused() throws IOException {
        Path address = Path.of(coordinator().address());
        Path copy = Files.createDirectory(parent.resolve("copy"));
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        byte[] whole = Files.readAllBytes(address.resolve("segment"));
        for (int length : new int[] {0, 100, 5000, whole.length - 1}) {
            Files.write(copy.resolve("segment"), java.util.Arrays.copyOf(whole, length));

            assertThrows(IOException.class, () -> TRANSPORT.attach(copy.toString(), 1));
        }
    }

    @Test
    void filesOfALivingCoordinatorAreNotLeftovers() throws IOException {
        Path living = Path.of(coordinator().address());

        try (SupervisedEnd another =
                TRANSPORT.open(new TransportConfig("handler", 1, 1, 128, options()))) {
            assertTrue(Files.exists(living));
            assertFalse(another.address().equals(coordinator().address()));
        }
        assertTrue(Files.exists(living));
    }

    @Test
    void theNextCoordinatorRemovesWhatADeadOneLeft() throws IOException {
        long noProcess = 4_194_305; // above the largest process id that Linux gives
        Path dead =
                Files.createDirectory(parent.resolve("sempool-" + noProcess + "-0123456789abcdef"));
        Files.setPosixFilePermissions(dead, PosixFilePermissions.fromString("rwx------"));
        Files.write(dead.resolve("owner.lock"), new byte[0]);
        Files.write(dead.resolve("segment"), new byte[10]);
        Path stranger = Files.createDirectory(parent.resolve("sempool-of-somebody-else"));

        TRANSPORT.open(new TransportConfig("handler", 1, 1, 128, options())).close();

        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(stranger));
    }

    @Test
    void leftoversOfAnEarlierProcessWithOurProcessIdAreRemoved() throws IOException {
        Path earlier =
                Files.createDirectory(
                        parent.resolve(
                                "sempool-" + ProcessHandle.current().pid() + "-0123456789abcdef"));
        Files.setPosixFilePermissions(earlier, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(earlier.resolve("owner"), "another boot 1");
        Files.createFile(earlier.resolve("owner.lock"));

        assertEquals(List.of(earlier.toRealPath()), TRANSPORT.removeLeftovers(options()));

        assertTrue(Files.exists(Path.of(coordinator().address())));
    }

    @Test
    void aDirectoryWithALineBreakInItsNameIsRefused() throws IOException {
        Path odd = Files.createDirectory(parent.resolve("a\n\nb"));
        Map<String, String> options = Map.of("directory", odd.toString());

        IOException e =
                assertThrows(
                        IOException.class,
                        () -> TRANSPORT.open(new TransportConfig("handler", 1, 1, 128, options)));

        assertTrue(String.valueOf(e.getMessage()).contains("line break"), e.getMessage());
    }

    @Test
    void filesOfOthersWithOurNamesStayUntouched() throws IOException {
        Path victim = Files.createDirectory(parent.resolve("victim"));
        Files.writeString(victim.resolve("owner.lock"), "precious");
        Path link = parent.resolve("sempool-1-0123456789abcdef");
        Files.createSymbolicLink(link, victim);
        Path open = Files.createDirectory(parent.resolve("sempool-1-fedcba9876543210"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path file = Files.createFile(parent.resolve("sempool-1-00000000000000ff"));
        Files.createDirectory(parent.resolve("sempool-99999999999999999999-0123456789abcdef"));

        List<Path> removed = TRANSPORT.removeLeftovers(options());

        assertEquals(List.of(), removed);
        assertEquals("precious", Files.readString(victim.resolve("owner.lock")));
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.exists(open) && Files.exists(file));
    }

    @Test
    void theDirectoryOfAnotherUserIsNeitherEnteredNorRemoved() throws IOException {
        Path foreign = Files.createDirectory(parent.resolve("sempool-1-0123456789abcdef"));
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(foreign.resolve("owner.lock"));
        try {
            Files.setAttribute(foreign, "unix:uid", 65_534);
        } catch (FileSystemException e) {
            Assumptions.abort("only the superuser can give a directory away");
        }

        List<Path> removed = TRANSPORT.removeLeftovers(options());

        assertEquals(List.of(), removed);
        assertTrue(Files.exists(foreign));
        IOException e =
                assertThrows(IOException.class, () -> TRANSPORT.attach(foreign.toString(), 1));
        assertTrue(String.valueOf(e.getMessage()).contains("belongs to uid=65534"));
    }

    @Test
    void aMissingDirectoryIsNamed() {
        Map<String, String> options = Map.of("directory", parent.resolve("none").toString());

        IOException e =
                assertThrows(
                        IOException.class,
                        () -> TRANSPORT.open(new TransportConfig("handler", 1, 1, 128, options)));

        assertTrue(String.valueOf(e.getMessage()).contains("none"), e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 128, workers=0", "1, 0, 128, queue=0", "1, 1, 0, slotBytes=0"})
    void aNumberOutOfRangeIsNamed(int workers, int slots, int slotBytes, String complaint) {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                TRANSPORT.check(
                                        new TransportConfig(
                                                "handler", workers, slots, slotBytes, Map.of())));

        assertTrue(String.valueOf(e.getMessage()).startsWith(complaint), e.getMessage());
    }

    private List<Path> children() throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            return files.toList();
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
