package org.sempool.spi;

import java.util.function.Consumer;

/** Lets a test in this JVM do something at a step. The unit tests run with it. */
public final class StepHook implements Step.Listener {
    private static volatile Consumer<Step> action = _ -> {};

    public StepHook() {}

    /** From now on this is done at each step, whatever thread takes it. */
    public static void set(Consumer<Step> newAction) {
        action = newAction;
    }

    public static void clear() {
        action = _ -> {};
    }

    @Override
    public void reached(Step step) {
        action.accept(step);
    }
}
