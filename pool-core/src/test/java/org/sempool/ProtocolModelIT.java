package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sempool.spi.Step;

/**
 * The protocol of the queue keeps its properties in every order of steps and with a kill after any
 * of them, and loses one without any of its rules. See {@code src/test/tla}.
 */
final class ProtocolModelIT {
    private static final List<String> INVARIANTS =
            List.of(
                    "I1_NoJobIsLost",
                    "I2_DeliveredOnce",
                    "I3_OwnersKnow",
                    "I4_FewPermits",
                    "I5_OwnClaimOnly",
                    "I7_AttemptsCountedOnce",
                    "ResultCounts",
                    "LanesInOrder",
                    "DraftsEnd");

    private static final String EVERY_JOB_ENDS = "I6_EveryJobEnds";

    /** Actions of the broken protocol only. */
    private static final Set<String> ONLY_WHEN_BROKEN =
            Set.of("LookUnregistered", "LookEarly", "ReadOnly");

    /** Actions only of a submitter that waits for its result in the pump's place. */
    private static final Set<String> ONLY_BY_CALLERS =
            Set.of("Join", "ClaimInPlace", "StopInPlace", "PutNameBack", "Retake");

    /** Actions only where processes sleep on a jobs' side. */
    private static final Set<String> ONLY_WITH_MARKS =
            Set.of("BeginCheck", "EndCheck", "LookForMore", "Mark", "MarkForDead");

    /** Actions of workers whose handler fails or whose result cannot be written. */
    private static final Set<String> ONLY_AFTER_FAILURES =
            Set.of("FailHandler", "CountAttempt", "NoteAbandoned", "Abandon");

    /** Payloads in files are not in the model. */
    private static final EnumSet<Step> STEPS_WITH_FILES =
            EnumSet.of(Step.BEGIN_FILE, Step.FINISH_FILE, Step.REMOVE_FILE, Step.DROP_FILES);

    @TempDir private Path directory;

    /** Settings small enough to be checked in full, which together cover the whole protocol. */
    enum Setting {
        /** One of everything, with bounded sleeps; every job ends, each action is taken. */
        LIVE("Kills=1", "Cuts=1", "Abandons=1", "Timer=TRUE", "SleepSides={\"resultsFull\"}"),

        /** Processes sleep on all sides, and only wake-ups end a sleep. */
        ALL_SIDES("Kills=1", "Cuts=1", "MarkSides={}"),

        /** Two workers, and two jobs at a time; no process sleeps. */
        REPAIR(
                "workers=2",
                "JobSlotCount=2",
                "LaneSlotCount=2",
                "JobsEach=2",
                "Kills=1",
                "Cuts=1",
                "SleepSides={}"),

        /** The same with two deaths, so the attempts can be spent. */
        TWO_DEATHS("workers=2", "JobsEach=2", "Kills=2", "Failures=1", "SleepSides={}"),

        /** A worker abandons results and puts jobs back; every job ends. */
        FAILURES(
                "LaneSlotCount=2",
                "Kills=1",
                "Cuts=1",
                "Abandons=1",
                "Failures=2",
                "Timer=TRUE",
                "SleepSides={}"),

        /** A worker puts a job back while another sleeps, and one of them may die. */
        PUTS_BACK(
                "workers=2",
                "Kills=1",
                "Failures=1",
                "MarkSides={}",
                "SleepSides={\"jobsFull\"}",
                "WithResults=FALSE"),

        /** The same without a death, and with marks. */
        PUTS_BACK_MARKED(
                "workers=2",
                "Failures=1",
                "HintsMislead=TRUE",
                "SleepSides={\"jobsFull\"}",
                "WithResults=FALSE"),

        /** Lanes of two slots, and successors of workers that wrote, abandoned or died writing. */
        LANES("JobsEach=3", "LaneSlotCount=2", "Kills=2", "Cuts=1", "Failures=1", "SleepSides={}"),

        /** One worker sleeps because there are no jobs. */
        ONE_TAKER("JobSlotCount=2", "JobsEach=2", "SleepSides={\"jobsFull\"}", "WithResults=FALSE"),

        /** Two workers sleep because there are no jobs. */
        TWO_TAKERS(
                "workers=2",
                "JobSlotCount=2",
                "JobsEach=2",
                "HintsMislead=TRUE",
                "SleepSides={\"jobsFull\"}",
                "WithResults=FALSE"),

        /** A submitter sleeps because there is no free slot, and the worker dies. */
        PUTTER(
                "JobsEach=2",
                "Kills=1",
                "HintsMislead=TRUE",
                "SleepSides={\"jobsFree\"}",
                "WithResults=FALSE"),

        /** Two submitters, which are one owner. */
        TWO_PUTTERS(
                "submitters=2",
                "Kills=1",
                "Abandons=1",
                "SleepSides={\"jobsFree\"}",
                "WithResults=FALSE"),

        /** Two workers with results, one slot for each of them. */
        RESULTS(
                "workers=2",
                "JobSlotCount=2",
                "JobsEach=2",
                "SleepSides={\"resultsFree\", \"resultsFull\"}"),

        /** A submitter waits for its results in the place of the sleeping pump. */
        CALLERS("JobsEach=2", "Callers=TRUE", "SleepSides={\"resultsFull\"}"),

        /** The same, and the worker may die. */
        CALLERS_AND_DEATH("JobsEach=2", "Kills=1", "Callers=TRUE", "SleepSides={\"resultsFull\"}");

        private final String settings;

        Setting(String... settings) {
            this.settings = String.join(";", settings);
        }

        /** Checks all properties. */
        String config() {
            List<String> promises = new ArrayList<>(INVARIANTS);
            if (!isLive()) {
                promises.add("NoStranded");
            }
            return config(List.of(), promises, isLive());
        }

        /** Whether every job has to end, not only that nothing bad happens. */
        private boolean isLive() {
            return this == LIVE || this == FAILURES;
        }

        String config(List<String> broken, List<String> invariants, boolean live) {
            Map<String, String> values = new TreeMap<>(defaults());
            for (String setting : settings.split(";", -1)) {
                String[] parts = setting.split("=", 2);
                values.put(parts[0], parts[1]);
            }
            values.putIfAbsent("MarkSides", Objects.requireNonNull(values.get("SleepSides")));
            List<String> workers = names("w", take(values, "workers"));
            List<String> submitters = names("s", take(values, "submitters"));
            values.put("Workers", set(workers));
            values.put("Submitters", set(submitters));
            values.put("Broken", set(broken.stream().map(rule -> '"' + rule + '"').toList()));
            Stream.concat(workers.stream(), submitters.stream())
                    .forEach(name -> values.put(name, name));
            StringBuilder text = new StringBuilder("CONSTANTS\n");
            values.forEach((name, value) -> text.append(name + " = " + value + "\n"));
            invariants.forEach(name -> text.append("INVARIANT " + name + "\n"));
            text.append(
                    live
                            ? "SPECIFICATION FairSpec\nPROPERTY " + EVERY_JOB_ENDS + "\n"
                            : "SPECIFICATION Spec\nSYMMETRY Symmetry\n");
            return text.toString();
        }

        private static String take(Map<String, String> values, String name) {
            return Objects.requireNonNull(values.remove(name));
        }

        private static Map<String, String> defaults() {
            return Map.ofEntries(
                    Map.entry("workers", "1"),
                    Map.entry("submitters", "1"),
                    Map.entry("JobsEach", "1"),
                    Map.entry("JobSlotCount", "1"),
                    Map.entry("LaneSlotCount", "1"),
                    Map.entry("Attempts", "2"),
                    Map.entry("Kills", "0"),
                    Map.entry("Cuts", "0"),
                    Map.entry("Abandons", "0"),
                    Map.entry("Failures", "0"),
                    Map.entry("Timer", "FALSE"),
                    Map.entry("Callers", "FALSE"),
                    Map.entry("WithResults", "TRUE"),
                    Map.entry("HintsMislead", "FALSE"),
                    Map.entry("None", "None"),
                    Map.entry(
                            "SleepSides",
                            "{\"jobsFree\", \"jobsFull\", \"resultsFree\", \"resultsFull\"}"));
        }

        private static List<String> names(String letter, String count) {
            return IntStream.rangeClosed(1, Integer.parseInt(count))
                    .mapToObj(i -> letter + i)
                    .toList();
        }

        private static String set(List<String> members) {
            return "{" + String.join(", ", members) + "}";
        }
    }

    @ParameterizedTest
    @EnumSource
    void theProtocolHolds(Setting setting) throws Exception {
        Set<String> ownActions =
                switch (setting) {
                    case CALLERS -> ONLY_BY_CALLERS;
                    case PUTTER -> ONLY_WITH_MARKS;
                    case FAILURES -> ONLY_AFTER_FAILURES;
                    default -> Set.of();
                };
        boolean counting = setting == Setting.LIVE || !ownActions.isEmpty();

        Tlc run = Tlc.check(directory, "SemaphoreQueue", setting.config(), counting);

        run.assertHolds();
        if (setting == Setting.LIVE) {
            Set<String> others = new TreeSet<>(ONLY_WHEN_BROKEN);
            others.addAll(ONLY_BY_CALLERS);
            others.addAll(ONLY_WITH_MARKS);
            others.addAll(ONLY_AFTER_FAILURES);
            assertEquals(others, neverTaken(run), "a check of what never happens");
        } else if (counting) {
            assertTrue(
                    Collections.disjoint(ownActions, neverTaken(run)),
                    "a check of what never happens");
        }
    }

    private static Set<String> neverTaken(Tlc run) {
        return run.timesTaken().entrySet().stream()
                .filter(action -> action.getValue() == 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Rules that may seem unnecessary, and the property that fails without each. */
    enum Mutant {
        LOOKS_BEFORE_IT_REGISTERS(Setting.ONE_TAKER, "NoStranded", "RegisterThenLook"),
        LOOKS_FOR_SLEEPERS_BEFORE_THE_CHANGE(Setting.ONE_TAKER, "NoStranded", "ChangeThenLook"),
        MARKS_BEFORE_THE_CHANGE(Setting.TWO_TAKERS, "NoStranded", "ChangeThenMark"),
        TAKES_AWAY_THE_MARK_OF_ANOTHER(Setting.TWO_TAKERS, "NoStranded", "CheckBeforeTheLook"),
        DOES_NOT_LOOK_AFTER_THE_CALLER(Setting.CALLERS, "NoStranded", "LookAfterTheCaller"),
        DOES_NOT_MARK_WHAT_IT_PUTS_BACK(
                Setting.PUTS_BACK_MARKED, "NoStranded", "MarkTheUnfinished"),
        LOOKS_BEFORE_ITS_RESULT_IS_VISIBLE(Setting.RESULTS, "NoStranded", "ChangeThenLook"),
        LOOKS_INTO_ITS_LANE_BEFORE_IT_REGISTERS(Setting.RESULTS, "NoStranded", "RegisterThenLook"),
        WAITS_BEFORE_IT_SETTLES(Setting.RESULTS, "NoStranded", "SettleThenWait"),
        SLEEPS_BEFORE_IT_SETTLES(Setting.RESULTS, "NoStranded", "SettleThenSleep"),
        TAKES_A_RESULT_TWICE(Setting.CALLERS, "I5_OwnClaimOnly", "TakeOnce"),
        DOES_NOT_MARK_FOR_THE_DEAD(Setting.PUTTER, "NoStranded", "MarkForTheDead"),
        DOES_NOT_WAKE_THE_NEXT(Setting.TWO_TAKERS, "NoStranded", "WakeTheNext"),
        WAKES_WITHOUT_END(Setting.ONE_TAKER, "I4_FewPermits", "OneOnTheWay"),
        DOES_NOT_WAKE_FOR_THE_DEAD(Setting.PUTTER, "NoStranded", "WakeForTheDead"),
        TRUSTS_A_PERMIT_OF_THE_DEAD(Setting.PUTTER, "NoStranded", "WakeDespitePermit"),
        DOES_NOT_WAKE_THE_PUMP_BEHIND_A_CALLER(
                Setting.CALLERS_AND_DEATH, "NoStranded", "WakeTheReplaced"),
        FREES_BEFORE_IT_PUBLISHES(Setting.REPAIR, "I1_NoJobIsLost", "PublishThenFree"),
        PUTS_BACK_WHAT_IT_HAS_PUBLISHED(Setting.TWO_DEATHS, "ResultCounts", "PublishOrPutBack"),
        COUNTS_AFTER_IT_PUTS_BACK(Setting.TWO_DEATHS, "I5_OwnClaimOnly", "CountThenPutBack"),
        DELIVERS_DUPLICATES(
                Setting.REPAIR, "I2_DeliveredOnce", "DropDuplicates", "LookForTheResult"),
        LOOKS_FOR_NO_RESULT(Setting.REPAIR, "ResultCounts", "LookForTheResult"),
        ABANDONS_BEFORE_IT_NOTES(Setting.LANES, "LanesInOrder", "NoteThenWord"),
        DROPS_BEFORE_IT_NOTES(Setting.REPAIR, "LanesInOrder", "NoteThenWord"),
        DROPS_WHAT_WAS_PUBLISHED(Setting.LANES, "LanesInOrder", "DropTheUnpublished"),
        DROPS_IN_THE_SAME_GENERATION(Setting.LANES, "DraftsEnd", "DropWithGeneration"),
        BEGINS_WHERE_THE_DEAD_PUBLISHED(Setting.LANES, "LanesInOrder", "PassThePublished"),
        BEGINS_WHERE_THE_PUMP_FREED(Setting.LANES, "LanesInOrder", "PassTheFreed"),
        BEGINS_AFTER_WHAT_WAS_DROPPED(Setting.LANES, "LanesInOrder", "StayAtTheDropped"),
        FREES_BEFORE_IT_DELIVERS(Setting.REPAIR, "ResultCounts", "DeliverThenFree"),
        REUSES_BEFORE_IT_REPAIRS(Setting.REPAIR, "I3_OwnersKnow", "RepairThenReuse"),
        REPAIRS_WHAT_IS_ONLY_SUSPENDED(Setting.REPAIR, "I5_OwnClaimOnly", "ConfirmTheExit"),
        COUNTS_BEFORE_IT_HANDS_OUT(Setting.REPAIR, "I7_AttemptsCountedOnce", "CountWithPutBack"),
        NEVER_ENDS_A_REPAIR(Setting.LIVE, EVERY_JOB_ENDS, "RepairToTheEnd");

        private final Setting setting;
        private final String violated;
        private final String brokenRules;

        Mutant(Setting setting, String violated, String... brokenRules) {
            this.setting = setting;
            this.violated = violated;
            this.brokenRules = String.join(" ", brokenRules);
        }

        List<String> brokenRules() {
            return List.of(brokenRules.split(" "));
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyRuleIsNeeded(Mutant mutant) throws Exception {
        boolean live = mutant.violated.equals(EVERY_JOB_ENDS);
        List<String> invariants = live ? List.of() : List.of(mutant.violated);
        String config = mutant.setting.config(mutant.brokenRules(), invariants, live);

        Tlc run = Tlc.check(directory, "SemaphoreQueue", config, false);

        if (live) {
            run.assertViolatesLiveness();
        } else {
            run.assertViolatesInvariant(mutant.violated);
        }
    }

    @Test
    void everyRuleHasAMutant() throws IOException {
        String source = Tlc.source("SemaphoreQueue");
        String rules = source.substring(source.indexOf("Rules == {"), source.indexOf("ASSUME"));

        Set<String> all =
                Pattern.compile("^ {4}\"(\\w+)\"", Pattern.MULTILINE)
                        .matcher(rules)
                        .results()
                        .map(rule -> rule.group(1))
                        .collect(Collectors.toSet());
        Set<String> broken =
                Arrays.stream(Mutant.values())
                        .flatMap(mutant -> mutant.brokenRules().stream())
                        .collect(Collectors.toSet());
        assertEquals(all, broken);
    }

    /** Just after each of these steps the code has a hook; the model has an action for each. */
    @Test
    void codeAndModelUseTheSameNamesForSteps() throws IOException {
        String models = Tlc.source("SemaphoreQueue") + Tlc.source("PayloadMemory");
        List<String> lines = models.lines().toList();

        for (Step step : EnumSet.complementOf(STEPS_WITH_FILES)) {
            String action = camelCase(step.name());
            assertTrue(lines.contains(action + "(p) =="), () -> "no action " + action);
        }
    }

    private static String camelCase(String constant) {
        return Arrays.stream(constant.split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** Why the pool does not use the lecture's queue. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, ",
        "2, 1, 0, ReadsWhatWasWritten",
        "1, 2, 0, ReadsWhatWasWritten",
        "1, 1, 1, ReadsWhatWasWritten",
        "1, 1, 1, NoMessageIsLost",
        "1, 1, 1, NoPermitIsLost"
    })
    void theLecturesQueueWorksOnlyForOnePutterAndOneGetter(
            int putters, int getters, int kills, @Nullable String violated) throws Exception {
        List<String> promises =
                violated == null
                        ? List.of("ReadsWhatWasWritten", "NoMessageIsLost", "NoPermitIsLost")
                        : List.of(violated);
        List<String> puts = Setting.names("p", "" + putters);
        List<String> gets = Setting.names("g", "" + getters);
        String config =
                "CONSTANTS\nSlotCount = 2\nPutsEach = 3\nKills = "
                        + kills
                        + "\nPutters = "
                        + Setting.set(puts)
                        + "\nGetters = "
                        + Setting.set(gets)
                        + "\n"
                        + Stream.concat(puts.stream(), gets.stream())
                                .map(name -> name + " = " + name + "\n")
                                .collect(Collectors.joining())
                        + promises.stream()
                                .map(promise -> "INVARIANT " + promise + "\n")
                                .collect(Collectors.joining())
                        + "SPECIFICATION Spec\n";

        Tlc run = Tlc.check(directory, "LectureQueue", config, false);

        if (violated == null) {
            run.assertHolds();
        } else {
            run.assertViolatesInvariant(violated);
        }
    }
}
