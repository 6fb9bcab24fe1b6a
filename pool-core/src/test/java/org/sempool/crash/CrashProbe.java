package org.sempool.crash;

import java.nio.file.Path;
import org.sempool.TestPools;
import org.sempool.spi.Step;

/** Reports the steps of a process to a {@link CrashControl}. */
public final class CrashProbe implements Step.Listener {
    private static final String CONTROL_FILE = "sempool.crash.control";

    private final CrashControl control =
            new CrashControl(Path.of(System.getProperty(CONTROL_FILE)));

    public CrashProbe() {}

    /** The flags of a JVM that is caught at steps by a control file. */
    static String[] jvmFlags(Path controlFile) {
        return new String[] {
            TestPools.SHORT_LIVED,
            "-Dsempool.steps=" + CrashProbe.class.getName(),
            "-D" + CONTROL_FILE + "=" + controlFile
        };
    }

    @Override
    public void reached(Step step) {
        control.reached(step);
    }
}
