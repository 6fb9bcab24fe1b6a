package org.sempool.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A broker in a process of its own, which all contenders share that need one.
 *
 * @param url where it listens
 * @param pid its process
 */
record BrokerProcess(String url, long pid) {
    /** To ask contenders for their names. */
    static final BrokerProcess NONE = new BrokerProcess("", 0);

    /** Starts one, which goes with the belongings. */
    static BrokerProcess start(Belongings belongings) throws IOException {
        Path directory = Scratch.create(belongings);
        Process process =
                belongings.start(
                        Processes.javaLikeThis(
                                List.of("-Djava.io.tmpdir=" + directory),
                                BrokerMain.class.getName(),
                                List.of()));
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String url = output.readLine();
        if (url == null) {
            throw new IOException("the broker cannot start");
        }
        return new BrokerProcess(url, process.pid());
    }

    /** A contender's arguments; the rest of them are those of {@link #of}. */
    List<String> asArguments(String contender) {
        return List.of(contender, url, "" + pid);
    }

    static BrokerProcess of(List<String> arguments) {
        return new BrokerProcess(arguments.get(0), Long.parseLong(arguments.get(1)));
    }
}
