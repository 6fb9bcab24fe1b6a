package org.sempool.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sempool.doctor.DirectoryCheck.Directory;
import org.sempool.doctor.Finding.Level;
import org.sempool.process.ProcessLimits;

/** Specifies what the checks say of machines other than this one. */
final class JudgementTest {
    private static final long MEGABYTE = 1 << 20;
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @Test
    void sharedMemoryWithoutRoomForTheQueuesIsAProblem() {
        Finding ample = DirectoryCheck.sharedMemory(directory(1000, ""));
        Finding scarce = DirectoryCheck.sharedMemory(directory(60, ""));
        Finding full = DirectoryCheck.sharedMemory(directory(1, ""));

        assertEquals(Level.OK, ample.level());
        assertEquals(Level.WARNING, scarce.level());
        assertEquals(Level.PROBLEM, full.level());
        assertTrue(full.text().contains("1.0 MB of 2000.0 MB free"), full.text());
        assertTrue(full.remedy().contains("--shm-size"), full.remedy());
    }

    @Test
    void sharedMemoryThatCannotBeWrittenIsAProblem() {
        Finding finding = DirectoryCheck.sharedMemory(directory(1000, "Read-only file system"));

        assertEquals(Level.PROBLEM, finding.level());
        assertTrue(finding.text().endsWith("Read-only file system"), finding.text());
        assertTrue(finding.remedy().contains("--directory"), finding.remedy());
    }

    @Test
    void withoutSharedMemoryPoolsRunElsewhere() {
        Finding finding =
                DirectoryCheck.sharedMemory(new Directory(SHARED_MEMORY, false, "", 0, 0, ""));

        assertEquals(Level.WARNING, finding.level());
        assertTrue(finding.remedy().contains("mount"), finding.remedy());
    }

    @Test
    void aFullTemporaryDirectoryIsNoProblemOfSharedMemory() {
        assertEquals(Level.WARNING, DirectoryCheck.temporary(directory(1, "")).level());
    }

    private static Directory directory(long freeMegabytes, String trouble) {
        return new Directory(
                SHARED_MEMORY, true, "tmpfs", 2000 * MEGABYTE, freeMegabytes * MEGABYTE, trouble);
    }

    @Test
    void limitsBelowWhatAllWorkersNeedAreProblemsWithBothNumbers() {
        assertEquals(Level.OK, LimitsCheck.openFiles(1024, 8).level());
        assertEquals(Level.OK, LimitsCheck.openFiles(ProcessLimits.NONE, 512).level());
        Finding files = LimitsCheck.openFiles(64, 8);
        assertEquals(Level.PROBLEM, files.level());
        assertEquals(
                "this process may have 64 open files, and 8 workers need about 74", files.text());

        assertEquals(Level.OK, LimitsCheck.processes(4096, 8, "you may have", "it").level());
        Finding processes = LimitsCheck.processes(100, 8, "you may have", "it");
        assertEquals(Level.PROBLEM, processes.level());
        assertTrue(processes.text().contains("about 260"), processes.text());
    }

    @Test
    void littleMemoryIsAWarning() {
        assertEquals(Level.OK, LimitsCheck.memory(8192 * MEGABYTE, 8).level());
        assertEquals(Level.WARNING, LimitsCheck.memory(512 * MEGABYTE, 8).level());
    }

    @Test
    void variablesForOtherJvmsAreNamed() {
        assertEquals(List.of(), JavaCheck.variables(Map.of("JAVA_TOOL_OPTIONS", " ")));

        Finding finding =
                JavaCheck.variables(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseG1GC")).getFirst();

        assertEquals(Level.WARNING, finding.level());
        assertTrue(finding.text().contains("workers do not see"), finding.text());
    }

    @Test
    void aMissingProgramIsNamedWithItsConsequence() {
        assertEquals(Level.PROBLEM, SystemCheck.processes(false).level());
        Finding setsid = SystemCheck.program("/usr/bin/setsid", false);
        assertEquals(Level.WARNING, setsid.level());
        assertTrue(setsid.text().contains("Ctrl-C"), setsid.text());
    }

    @Test
    void leftoversComeWithTheCommandThatRemovesThem() {
        assertEquals(Level.OK, LeftoversCheck.judge(List.of()).level());
        Finding finding = LeftoversCheck.judge(List.of(Path.of("/dev/shm/sempool-1-2")));
        assertEquals(Level.WARNING, finding.level());
        assertTrue(finding.text().contains("/dev/shm/sempool-1-2"), finding.text());
        assertTrue(finding.remedy().contains("pool clean"), finding.remedy());
    }
}
