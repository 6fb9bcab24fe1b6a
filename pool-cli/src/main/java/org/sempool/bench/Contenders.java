package org.sempool.bench;

import java.util.List;

/** The contenders that are written in Java. */
final class Contenders {
    private Contenders() {}

    /** In the order of the table. */
    static List<Contender> ofJava() {
        return List.of(
                new CopyContender(),
                new TransportContender("shm", "futex"),
                new TransportContender("chronicle", ""),
                new StreamContender(false),
                new StreamContender(true),
                new PoolContender("shm", "futex"),
                new PoolContender("shm", "posix"),
                new PoolContender("shm", "polling"),
                new PoolContender("chronicle", ""));
    }

    /** Those that send jobs over this broker. They take longer to start than others. */
    static List<Contender> of(BrokerProcess broker) {
        return List.of(
                new ArtemisContender(broker),
                new JmsContender(broker, false),
                new JmsContender(broker, true));
    }

    /** The opposite of {@link Contender#asArguments}. */
    static Contender of(List<String> arguments) {
        List<Contender> all =
                arguments.size() == 1
                        ? ofJava()
                        : of(BrokerProcess.of(arguments.subList(1, arguments.size())));
        return all.stream()
                .filter(each -> each.fullName().equals(arguments.getFirst()))
                .findFirst()
                .orElseThrow();
    }
}
