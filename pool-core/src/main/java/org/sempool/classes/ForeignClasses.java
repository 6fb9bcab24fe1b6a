package org.sempool.classes;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ModuleReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lets workers find the classes of a pool that come from this process's own class loaders.
 *
 * <p>The jars and directories of a {@link URLClassLoader} go on the workers' class path. Any other
 * class loader is asked for each needed class, starting from the classes that are known: if the
 * class file is in a jar or directory, that goes on the class path; otherwise the class file is
 * copied. Jars within a jar of Spring Boot's are left to Spring Boot. Thread-safe.
 */
public final class ForeignClasses {
    private static final String NO_FILE =
            "cannot be read as a class file there; put it into a jar or a directory on the class path, or"
                    + " name that with classPath(...)";

    private final WorkerClasses own;
    private final AddedModules modules;
    private final Set<Path> asked;

    /** Entries of class loaders that prefer them to what this process's own class path has. */
    private final Set<Path> ahead = new LinkedHashSet<>();

    /** Entries of class loaders whose classes are all in such entries. */
    private final Set<Path> whole = new LinkedHashSet<>();

    /** Entries of class loaders that may have classes elsewhere, too. */
    private final Set<Path> parts = new LinkedHashSet<>();

    private final ClassCopies copies;
    private final Set<ClassLoader> loaders = new HashSet<>();
    private final Set<ClassLoader> launched = new HashSet<>();
    private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();
    private @Nullable SpringBoot springBoot;
    private boolean settled;

    /**
     * @param first the first entries of the class path
     * @param modules modules besides those of this process
     * @param growing whether classes may be added while the pool runs
     */
    public ForeignClasses(List<Path> first, AddedModules modules, boolean growing) {
        this.asked = new LinkedHashSet<>(first);
        this.copies = new ClassCopies(growing);
        this.modules = modules;
        this.own = WorkerClasses.ofThisJvm(copies).with(modules);
    }

    /** Workers could not load a class. */
    public static final class UnreachableException extends IOException {
        private static final long serialVersionUID = 1L;

        UnreachableException(String message) {
            super(message);
        }
    }

    /**
     * Adds a class, and all classes that it needs.
     *
     * @param what what the class is for the user, for messages
     * @param root the class
     * @throws UnreachableException if workers could not load one of them
     * @throws IOException if copies cannot be written
     */
    public void add(String what, Class<?> root) throws IOException {
        if (!seen.contains(root) && !new LoadedClass(root).isOfJdk()) {
            addNew(what, root);
        }
    }

    private synchronized void addNew(String what, Class<?> root) throws IOException {
        if (!settled) {
            takeIn(root.getClassLoader(), new LoadedClass(root).file());
        }
        Set<Class<?>> now = new HashSet<>();
        try (ClassPathSearch search = ClassPathSearch.in(entriesKnown())) {
            Deque<Class<?>> left = new ArrayDeque<>(List.of(root));
            while (!left.isEmpty()) {
                Class<?> type = left.removeFirst();
                LoadedClass loaded = new LoadedClass(type);
                if (!loaded.isOfJdk() && !seen.contains(type) && now.add(type)) {
                    String subject =
                            type == root ? what : what + " needs " + type.getName() + ", which";
                    visit(subject, loaded, search, left);
                }
            }
        }
        // Only after all have been added: a failed call may be repeated.
        seen.addAll(now);
    }

    private List<Path> entriesKnown() {
        return Stream.of(asked, ahead, own.classPath(), whole)
                .flatMap(each -> each.stream())
                .toList();
    }

    /** Adds the entries of a class loader and of its ancestors. */
    private void takeIn(@Nullable ClassLoader loader, String file) {
        List<ClassLoader> chain = new ArrayList<>();
        for (ClassLoader each = loader; each != null; each = each.getParent()) {
            chain.add(each);
        }
        Collections.reverse(chain);
        for (ClassLoader each : chain) {
            if (loaders.add(each) && each instanceof URLClassLoader known) {
                Optional<SpringBoot> launcher = SpringBoot.of(known);
                if (launcher.isPresent()) {
                    springBoot = launcher.get();
                    launched.addAll(chain.subList(0, chain.indexOf(each) + 1));
                } else {
                    takeIn(known, file);
                }
            }
        }
    }

    private void takeIn(URLClassLoader loader, String file) {
        URL[] urls = loader.getURLs();
        List<Path> entries =
                Arrays.stream(urls).flatMap(url -> ClassPathEntry.given(url).stream()).toList();
        if (ChildFirst.is(loader, file)) {
            ahead.addAll(entries);
        } else {
            (entries.size() == urls.length ? whole : parts).addAll(entries);
        }
    }

    private void visit(
            String subject, LoadedClass loaded, ClassPathSearch search, Deque<Class<?>> left)
            throws IOException {
        Class<?> type = loaded.type();
        if (type.getModule().isNamed()) {
            checkModule(subject, loaded);
        } else if (launched.contains(type.getClassLoader())) {
            return;
        } else if (!isOnClassPath(loaded, search)) {
            for (String name : ClassReferences.in(take(subject, loaded))) {
                // A class that this process does not have is not needed.
                loaded.load(name).ifPresent(left::add);
            }
        }
        // They may come from other class loaders.
        Optional.ofNullable(type.getSuperclass()).ifPresent(left::add);
        left.addAll(List.of(type.getInterfaces()));
    }

    private void checkModule(String subject, LoadedClass loaded) throws IOException {
        Module module = loaded.type().getModule();
        Optional<ModuleReference> reference = reference(module);
        if (reference.isEmpty()) {
            throw unreachable(
                    subject,
                    loaded,
                    "is in "
                            + module
                            + " of a layer that this program has made; workers have only the"
                            + " modules of the JVM's boot layer; name its jar, and those of the"
                            + " modules that it requires, with modulePath(...)");
        }
        try (ModuleReader reader = reference.get().open()) {
            if (reader.find(loaded.file()).isEmpty()) {
                throw unreachable(
                        subject,
                        loaded,
                        "is not in the workers' version of its "
                                + module
                                + "; if that is patched here, pass --patch-module to the workers,"
                                + " too, with jvmFlags(...)");
            }
        }
    }

    /** The module as workers find it; their module path begins with the added ones. */
    private Optional<ModuleReference> reference(Module module) {
        return Optional.ofNullable(module.getName())
                .flatMap(modules::find)
                .or(() -> WorkerClasses.reference(module));
    }

    /** Whether workers would find the class, in the version that this process has. */
    private boolean isOnClassPath(LoadedClass loaded, ClassPathSearch search) {
        Optional<Path> found = search.locate(loaded.file());
        return found.isPresent()
                && (asked.contains(found.get()) || !loaded.hasFile() || loaded.entry().isPresent());
    }

    /** Makes the class available to the workers; returns its class file. */
    private byte[] take(String subject, LoadedClass loaded) throws IOException {
        byte[] code = loaded.code().orElseThrow(() -> unreachable(subject, loaded, NO_FILE));
        Optional<Path> entry = loaded.entry();
        if (entry.isPresent() && (!settled || parts.contains(entry.get()))) {
            parts.add(entry.get());
        } else {
            copies.add(loaded.file(), code);
        }
        return code;
    }

    /** The jar or directory from which workers load a class, if it is not copied. */
    public synchronized Optional<Path> home(Class<?> type) {
        Optional<ModuleReference> module = reference(type.getModule());
        if (module.isPresent()) {
            return module.get().location().map(Path::of);
        }
        LoadedClass loaded = new LoadedClass(type);
        if (copies.has(loaded.file())) {
            return Optional.empty();
        }
        try (ClassPathSearch search = ClassPathSearch.in(entriesKnown())) {
            return search.locate(loaded.file())
                    .or(loaded::entry)
                    .or(
                            () ->
                                    Optional.ofNullable(springBoot)
                                            .map(outer -> LoadedClass.fileOf(outer.launcher()))
                                            .flatMap(search::locate));
        }
    }

    /** Registers a provider with the workers, if they have it as a copy. */
    public synchronized void addProvider(Class<?> service, Class<?> provider) throws IOException {
        if (copies.has(new LoadedClass(provider).file())) {
            copies.add(
                    "META-INF/services/" + service.getName(),
                    provider.getName().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The workers' classes, with all that was added. Classes that are added later are copied. */
    public synchronized WorkerClasses settle() throws UnreachableException {
        settled = true;
        SpringBoot launcher = springBoot;
        Stream<Path> added = Stream.concat(whole.stream(), parts.stream());
        if (launcher == null) {
            List<Path> classPath =
                    Stream.of(asked.stream(), ahead.stream(), own.classPath().stream(), added)
                            .flatMap(each -> each)
                            .distinct()
                            .toList();
            return own.with(classPath, Optional.empty());
        }
        SpringBoot all =
                launcher.after(
                        Stream.of(asked.stream(), ahead.stream(), added).flatMap(each -> each));
        for (Path entry : all.path()) {
            Optional<String> problem = SpringBoot.problemOf(entry);
            if (problem.isPresent()) {
                throw new UnreachableException(entry + " " + problem.get());
            }
        }
        return own.with(own.classPath(), Optional.of(all));
    }

    private static UnreachableException unreachable(
            String subject, LoadedClass loaded, String why) {
        return new UnreachableException(
                subject
                        + " cannot be loaded by the workers: here it comes from "
                        + loaded.loader()
                        + ", and it "
                        + why);
    }
}
