package org.sempool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sempool.PoolClosedException;
import org.sempool.bench.Contender.Run;

/**
 * The coordinator of one contender, in a JVM of its own. Reads requests from standard input, a line
 * each, and answers each with a line: {@link #DONE} and numbers, or {@link #FAILED} and the reason.
 *
 * <p>When its input ends before the request {@link Request#END}, the bench has died: then it
 * removes everything that it has started, and its directory for temporary files, and ends.
 */
final class CoordinatorMain {
    /** What is asked of it. */
    enum Request {
        /** Followed by a {@link Setting}; the answer is the start-up time, and the workers' ids. */
        OPEN,
        /** Followed by the number of jobs; the answer is an {@link Contender.Effort}. */
        RUN,
        /** Followed by the number of jobs; the answer is {@link RoundTrips}. */
        ROUND_TRIPS,
        /** Followed by the number of kills; the answer is the time from a kill to the rerun. */
        KILLS,
        /** The answer is empty. */
        END
    }

    static final String DONE = "done";
    static final String FAILED = "failed ";

    private final Belongings belongings = new Belongings();
    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final Contender contender;
    private @Nullable Run run;

    private CoordinatorMain(Contender contender) {
        this.contender = contender;
    }

    /** Takes the contender's arguments. */
    public static void main(String[] args) throws InterruptedException {
        PrintStream answers = System.out;
        // The answers are all that goes there.
        System.setOut(System.err);
        CoordinatorMain coordinator = new CoordinatorMain(Contenders.of(List.of(args)));
        Thread.ofPlatform().daemon().start(coordinator::read);
        coordinator.answerAll(answers);
    }

    private void read() {
        try {
            var input =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                requests.add(line);
            }
        } catch (IOException e) {
            System.err.println(e);
        }
        endAsOrphan();
    }

    private void endAsOrphan() {
        try {
            belongings.close();
            Scratch.remove(Path.of(System.getProperty("java.io.tmpdir")));
        } catch (IOException e) {
            System.err.println(e);
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private void answerAll(PrintStream answers) throws InterruptedException {
        Request request;
        do {
            List<String> words = Arrays.asList(requests.take().split(" ", -1));
            request = Request.valueOf(words.getFirst());
            try {
                List<Long> answer = answer(request, words.subList(1, words.size()));
                answers.println(
                        Stream.concat(Stream.of(DONE), answer.stream())
                                .map(String::valueOf)
                                .collect(Collectors.joining(" ")));
            } catch (IOException | RuntimeException | Error e) {
                answers.println(FAILED + String.valueOf(e).lines().findFirst().orElse(""));
                if (!(e instanceof PoolClosedException)) {
                    // Its pool closes when this process is told to end.
                    e.printStackTrace();
                }
            }
        } while (request != Request.END);
    }

    private List<Long> answer(Request request, List<String> words)
            throws IOException, InterruptedException {
        return switch (request) {
            case OPEN -> open(Setting.of(words));
            case RUN -> run().run(Long.parseLong(words.getFirst())).asNumbers();
            case ROUND_TRIPS -> run().roundTrips(Integer.parseInt(words.getFirst())).nanos();
            case KILLS ->
                    List.of(
                            contender.killToRerunNanos(
                                    Integer.parseInt(words.getFirst()), belongings));
            case END -> end();
        };
    }

    private List<Long> open(Setting setting) throws IOException, InterruptedException {
        Run opened = contender.open(setting, belongings);
        run = opened;
        return LongStream.concat(
                        LongStream.of(opened.readyNanos()),
                        opened.workers().stream().mapToLong(ProcessHandle::pid))
                .boxed()
                .toList();
    }

    private Run run() {
        return Objects.requireNonNull(run, "not opened");
    }

    private List<Long> end() throws IOException, InterruptedException {
        if (run != null) {
            run.close();
        }
        belongings.close();
        return List.of();
    }
}
