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

    static Contender named(String fullName) {
        return ofJava().stream()
                .filter(each -> each.fullName().equals(fullName))
                .findFirst()
                .orElseThrow();
    }
}
