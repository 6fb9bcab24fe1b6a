package org.sempool.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.cli.PoolScript.Result;

/** Specifies what the command says and does without a worker, mostly on wrong usage. */
final class CommandTest {
    @TempDir private Path directory;
    @TempDir private Path outputs;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "submit                         | HANDLER",
                "submit echo --workers x        | is not a number of workers; write a number such as 4",
                "submit echo --workers 0 --args 1 | --workers 0 is out of range",
                "submit echo --nice 20 --args 1 | --nice 20 is out of range; allowed is 0 to 19",
                "submit echo --load 8x --args 1 | is not a load; write a number such as 4",
                "submit echo --memfree lots --args 1 | is not a size; write bytes, or",
                "submit echo --delay-start 5 --args 1 | is not a duration; write a number",
                "submit echo --queue 0 --args 1 | --queue 0 is out of range",
                "submit echo --semaphore none --args 1 | choose one of futex, posix, polling",
                "submit echo --wrokers 2        | --wrokers",
                "submit echo no/such/file       | there is no input file no/such/file",
                "submit echo /                  | name a readable file",
                "submit ecko --args 1           | did you mean echo",
                "submit java.lang.String --args 1 | does not implement org.sempool.LineHandler",
                "submit echo --classpath no.jar --args 1 | there is no no.jar",
                "submit echo -o /no/such/dir/f --args 1 | cannot write --output",
                "submit echo pom.xml --args 1   | not both",
                "submit echo - -                | standard input can be read only once",
                "submit echo --queue 9999999 --args 1 | --queue 9999999 is out of range",
                "submti                         | submti",
                "submit echo --timeout 5 --args 1 | is not a duration; write a number and ms, s",
                "submit echo --timeout 0s --args 1 | leave it out for no timeout",
                "submit echo --grace soon --args 1 | is not a duration; write",
                "submit echo --attempts 0 --args 1 | --attempts 0 is out of range",
                "submit echo --max-jobs-per-worker 0 --args 1 | --max-jobs-per-worker 0 is out of range",
                "submit echo --max-memory 5q --args 1 | is not a size; write bytes, or a number",
                "submit echo --workers 0 /dev/null | --workers 0 is out of range",
                "submit echo -v -q --args 1     | --verbose and --quiet contradict each other",
                "submit echo --retries 0 --args 1 | --retries 0 is too few; 1 runs each job once",
                "submit echo --retries 2 --attempts 3 --args 1 | leave one of them out",
                "submit echo --retry-delay 1s --args 1 | --retry-delay needs --retries N",
                "submit echo --timeout 99% --args 1 | give 100% or more, such as 300%",
                "submit echo --halt now --args 1 | does not say when to stop; write never",
                "submit echo --halt soon,fail=0 --args 1 | no whole number from 1",
                "submit echo --halt soon,done=5% --args 1 | give a number",
                "submit echo --max-failures 0 --args 1 | --max-failures 0 is too few",
                "submit echo --max-failures 1 --halt soon,fail=2 --args 1 | leave one of them out",
                "submit echo --resume --args 1 | --resume needs --joblog FILE",
                "submit echo --joblog /no/such/log --args 1 | there is no such file or directory",
                "submit echo --joblog pom.xml --resume --args 1 | it is no job log",
                "submit echo --results pom.xml --args 1 | it is no directory",
                "submit echo --transport chronicle --semaphore futex --args 1 | needs --transport shm",
                "submit echo --classpath pom.xml --args 1 | is neither a directory nor a whole jar",
                "submit echo --heap 5q --args 1 | is not a size; write bytes, or a number",
                "submit echo --heap 1m --args 1 | --heap 1048576 is out of range; allowed is",
                "submit echo --heap 1g --jvm-flag=-Xmx2g --args 1 | --heap 1073741824 and the JVM flag",
                "submit echo --payload-memory 5q --args 1 | is not a size; write bytes, or a number",
                "submit echo --payload-memory 2048g --args 1 | --payload-memory 2199023255552 is",
                "submit echo --payload-memory 1m --transport chronicle --args 1"
                        + " | --payload-memory needs --transport shm",
                "submit echo --slot-bytes 0 --args 1 | --slot-bytes 0 is out of range",
                "submit echo --start-timeout 0s --args 1 | --start-timeout PT0S is out of range",
                "submit echo --working-directory no/dir --args 1 | --working-directory no/dir is not",
                "submit echo --java-home src --args 1 | --java-home src has no command bin/java",
                "submit echo --module-path pom.xml:x --args 1 | --module-path pom.xml cannot be read",
                "submit echo --transport pigeon --args 1 | --transport pigeon is unknown",
                "submit echo --env =x --args 1  | --env",
                "submit echo --max-memory 0 --args 1 | --max-memory 0 is out of range",
                "submit echo --jvm-flag         | --jvm-flag needs a flag",
                "submit echo --jvm-flag= --args 1 | --jvm-flag",
                "submit echo --jvm-flag=-version --args 1 | --jvm-flag -version cannot be used",
                "submit echo --jvm-flag -jar --args 1 | --jvm-flag -jar cannot be used",
                "submit echo --jvm-flag=-cp --args 1 | add to it with --classpath",
                "submit echo --jvm-flag=ea --args 1 | --jvm-flag ea cannot be used: it is no flag",
                "bench --turn 0s                | --turn must be longer than 0",
                "broker --listen 61616          | is not HOST:PORT; write for example",
                "broker --listen ::1:61616      | is not HOST:PORT; write for example",
                "broker --listen [::1]:65536    | the port of '[::1]:65536' is out of range",
                "broker --listen 0.0.0.0:61616  | other machines can reach --listen 0.0.0.0:61616",
                "broker --listen no.such.invalid:1 | there is no such host",
                "broker --user= --password-file pom.xml | --user has an empty name",
                "broker --password-file pom.xml | --password-file needs --user",
                "broker --user ann --password-file no/file | cannot read --password-file no/file",
                "broker --user ann --password-file /dev/null | /dev/null has an empty first line",
                "broker --key-store pom.xml     | needs --key-store-password-file",
                "broker --key-store-password-file pom.xml | needs --key-store",
            })
    void badUsageIsExplainedInALineOrTwo(String command, String complaint) throws Exception {
        Result result = run(command.strip().split(" "));

        assertEquals(2, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(complaint.strip()), result.err());
        assertTrue(result.err().lines().count() <= 2, result.err());
    }

    @Test
    void aSpillDirectoryNeedsSharedMemoryAndMustExist() throws Exception {
        Result none = run("submit", "echo", "--spill-directory", "/no/such", "--args", "a");
        Result other =
                run(
                        "submit",
                        "echo",
                        "--transport",
                        "chronicle",
                        "--spill-directory",
                        directory.toString(),
                        "--args",
                        "a");

        assertEquals(2, none.code());
        assertTrue(none.err().contains("there is no directory /no/such"), none.err());
        assertEquals(2, other.code());
        assertTrue(other.err().contains("--spill-directory needs --transport shm"), other.err());
    }

    @Test
    void aProcessWithoutAPoolIsNamed() throws Exception {
        Result result = run("inspect", "4194305");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("process 4194305 has no pool"), result.err());

        Result path = run("inspect", "" + directory);
        assertEquals(2, path.code());
        assertTrue(path.err().contains("'" + directory + "' is not a pool of yours"), path.err());
    }

    @Test
    void anUnreadablePoolIsAnError() throws Exception {
        Path pool =
                Files.createDirectory(
                        directory.resolve("sempool-1-0123456789abcdef"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Files.writeString(pool.resolve("segment"), "no segment");

        Result result = run("inspect", "" + pool);

        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().contains(pool + " cannot be read: "), result.err());
    }

    @Test
    void anIntervalOfZeroIsRefused() throws Exception {
        Result result = run("inspect", "--watch", "--interval", "0s");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--interval 0ms is less than 10ms"), result.err());
    }

    @Test
    void anIntervalNeedsWatch() throws Exception {
        Result result = run("inspect", "--interval", "1s");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--interval needs --watch"), result.err());
    }

    @Test
    void slowMotionNeedsSharedMemory() throws Exception {
        Result result =
                run(
                        "submit",
                        "echo",
                        "--transport",
                        "chronicle",
                        "--slow-motion",
                        "1s",
                        "--args",
                        "a");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--slow-motion needs --transport shm"), result.err());
    }

    /** GNU parallel's --delay means something else. */
    @Test
    void slowMotionIsNoDelay() throws Exception {
        Result result = run("submit", "echo", "--delay", "1s", "--args", "a");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("Unknown option: '--delay'"), result.err());
    }

    @Test
    void nothingToRemoveIsReported() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));

        Result result = run("clean", "--directory", "" + empty);

        assertEquals(new Result(0, "", "pool: nothing to remove\n"), result);
    }

    @Test
    void anotherDirectoryCanBeCleaned() throws Exception {
        var ownerOnly =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path left =
                Files.createDirectory(directory.resolve("sempool-1-0123456789abcdef"), ownerOnly);
        Files.createFile(left.resolve("owner.lock"));
        Path other = Files.createDirectory(directory.resolve("mine"), ownerOnly);

        Result result = run("clean", "--directory", "" + directory);

        assertEquals(new Result(0, left + "\n", ""), result);
        assertFalse(Files.exists(left));
        assertTrue(Files.exists(other));
    }

    @Test
    void aMissingDirectoryIsRefused() throws Exception {
        Result result = run("clean", "--directory", "/no/such/directory");

        assertEquals(2, result.code());
        assertEquals("", result.out());
        assertTrue(result.err().contains("there is no directory /no/such/directory"), result.err());
    }

    @Test
    void aDataDirectoryNeedsChronicle() throws Exception {
        Result result = run("submit", "echo", "--args", "x", "--data-dir", "" + directory);

        assertEquals(2, result.code());
        assertTrue(result.err().contains("--transport chronicle"), result.err());
    }

    @Test
    void anUnknownContenderIsNamed() throws Exception {
        Result result = run("bench", "--only", "carrier pigeon");

        assertEquals(2, result.code());
        assertTrue(result.err().contains("carrier pigeon"), result.err());
    }

    private Result run(String... args) throws IOException {
        return PoolCommand.run(outputs, args);
    }
}
