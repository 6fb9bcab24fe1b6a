package org.sempool.spi;

import java.util.function.Consumer;

/** Lets a test in this JVM run an action at a step. The unit tests run with it. */
public final class StepHook implements Step.Listener {
    private static volatile Consumer<Step> action = _ -> {};

    public StepHook() {}

    /** Sets the action that every thread runs at each step from now on. */
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
