package org.sempool.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sempool.inspect.Inspector;
import org.sempool.inspect.Snapshot;

/** Finds pools of this user on this machine, by all {@link Inspector}s, and looks at them. */
final class PoolFinder {
    private List<Inspector> inspectors = List.of();

    /**
     * What a look has shown.
     *
     * @param pools without those that have gone meanwhile
     * @param unreadable what is wrong with pools that cannot be read
     */
    record Look(List<Snapshot> pools, List<String> unreadable) {
        boolean isOfNothing() {
            return pools.isEmpty() && unreadable.isEmpty();
        }
    }

    /** Loaded when they are needed: other commands shall start without them. */
    private List<Inspector> inspectors() {
        if (inspectors.isEmpty()) {
            inspectors =
                    ServiceLoader.load(Inspector.class).stream()
                            .map(ServiceLoader.Provider::get)
                            .toList();
        }
        return inspectors;
    }

    /** What can be found, for a message. */
    String subjects(String between) {
        return inspectors().stream().map(Inspector::subject).collect(Collectors.joining(between));
    }

    /**
     * Looks at pools.
     *
     * @param names of the wanted pools; if it is empty, all are wanted
     */
    Look look(List<String> names) {
        List<Snapshot> pools = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        find(names)
                .forEach(
                        (path, inspector) -> {
                            try {
                                pools.add(inspector.look(path));
                            } catch (IOException e) {
                                if (Files.exists(path)) {
                                    unreadable.add(path + " cannot be read: " + e.getMessage());
                                }
                            }
                        });
        return new Look(pools, unreadable);
    }

    /** Each name must mean a pool, or be able to mean one later if pools are awaited. */
    void check(List<String> names, boolean awaited) {
        for (String name : names) {
            if (find(name).isEmpty() && !(awaited && isProcess(name))) {
                throw new UsageException(
                        (isNumber(name)
                                        ? "process " + name + " has no pool"
                                        : "'" + name + "' is not a pool")
                                + " of yours that can be drawn; 'pool inspect' draws all "
                                + subjects(" and "));
            }
        }
    }

    private Map<Path, Inspector> find(List<String> names) {
        Map<Path, Inspector> found = new LinkedHashMap<>();
        if (names.isEmpty()) {
            inspectors()
                    .forEach(
                            inspector ->
                                    findBy(inspector).forEach(path -> found.put(path, inspector)));
        }
        names.forEach(name -> found.putAll(find(name)));
        return found;
    }

    private Map<Path, Inspector> find(String name) {
        Map<Path, Inspector> found = new LinkedHashMap<>();
        for (Inspector inspector : inspectors()) {
            if (isNumber(name)) {
                findBy(inspector).stream()
                        .filter(path -> path.getFileName().toString().contains("-" + name + "-"))
                        .forEach(path -> found.put(path, inspector));
            } else {
                Stream.concat(
                                path(name).filter(inspector::knows).stream(),
                                findBy(inspector).stream()
                                        .filter(path -> path.getFileName().toString().equals(name)))
                        .forEach(path -> found.put(path, inspector));
            }
        }
        return found;
    }

    private static Optional<Path> path(String name) {
        try {
            return Optional.of(Path.of(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static List<Path> findBy(Inspector inspector) {
        try {
            return inspector.find();
        } catch (IOException e) {
            throw new UsageException("cannot look for pools: " + e, e);
        }
    }

    private static boolean isNumber(String name) {
        return name.matches("\\d{1,18}");
    }

    private static boolean isProcess(String name) {
        return isNumber(name) && ProcessHandle.of(Long.parseLong(name)).isPresent();
    }
}
