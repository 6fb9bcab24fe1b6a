package org.sempool.process;

import java.lang.foreign.MemorySegment;

/**
 * Whether this JVM allows the pool what the JDK restricts: calling native code and accessing memory
 * by address. A JVM that was started without {@link #flag} may allow it with a warning, or refuse
 * it.
 */
@SuppressWarnings("restricted") // only a call says whether it would be refused
public final class NativeAccess {
    /** Allows it to all code on the class path. */
    public static final String UNNAMED_FLAG = "--enable-native-access=ALL-UNNAMED";

    private static final boolean ALLOWED = tryIt();

    private NativeAccess() {}

    public static boolean isAllowed() {
        return ALLOWED;
    }

    /** The flag for {@code java} that allows it to the pool. */
    public static String flag() {
        Module own = NativeAccess.class.getModule();
        return own.isNamed() ? "--enable-native-access=" + own.getName() : UNNAMED_FLAG;
    }

    private static boolean tryIt() {
        try {
            var _ = MemorySegment.NULL.reinterpret(1);
            return true;
        } catch (IllegalCallerException refused) {
            return false;
        }
    }
}
