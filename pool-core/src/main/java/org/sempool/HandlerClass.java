package org.sempool;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sempool.wire.FailureLine;

/**
 * A handler's class, which this process and the workers are to make handlers of.
 *
 * @param type the class
 */
record HandlerClass<J, R>(Class<? extends JobHandler<J, R>> type) {
    /** Makes one for this process. */
    JobHandler<J, R> newHandler() {
        try {
            checkKind();
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException e) {
            throw bad("has no public constructor without parameters", e);
        } catch (IllegalAccessException e) {
            throw bad(isVisible() ? "cannot be reached: " + e.getMessage() : notExported(), e);
        } catch (InvocationTargetException e) {
            throw bad("threw in its constructor: " + FailureLine.of(e), e);
        } catch (ExceptionInInitializerError e) {
            throw bad("threw in its static initializer: " + FailureLine.of(e), e);
        } catch (InstantiationException | LinkageError e) {
            throw bad("cannot be made: " + FailureLine.of(e), e);
        }
    }

    private void checkKind() {
        if (type.isEnum()) {
            throw bad("is an enum, which nobody can make another one of; make it a class", null);
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw bad("is abstract; name a class that implements it", null);
        }
        if (type.isHidden() || type.isAnonymousClass() || type.isLocalClass()) {
            throw bad(
                    "of "
                            + loader(type)
                            + " has no name that a worker could find; make it a top-level class",
                    null);
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            throw bad("is an inner class; make it static", null);
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw bad("is not public", null);
        }
    }

    private boolean isVisible() {
        return type.getModule().isExported(type.getPackageName(), HandlerClass.class.getModule());
    }

    private String notExported() {
        return "is in a package that its module does not open to the pool; add to the declaration of "
                + type.getModule()
                + ": opens "
                + type.getPackageName()
                + " to org.sempool";
    }

    /**
     * The jar or directory where the workers will find the class.
     *
     * @throws PoolStartException if they will not, or not what it is made of
     */
    Path locate(WorkerClasses classes) {
        if (classes.locate(HandlerClass.class).isEmpty()) {
            throw missing("the pool's own classes", HandlerClass.class);
        }
        Path found =
                classes.locate(type).orElseThrow(() -> missing("handler=" + type.getName(), type));
        Deque<Class<?>> left = new ArrayDeque<>();
        addParents(type, left);
        while (!left.isEmpty()) {
            Class<?> parent = left.removeFirst();
            // Others are of the JDK.
            if (isOfProgram(parent)) {
                if (classes.locate(parent).isEmpty()) {
                    throw missing(
                            "handler=" + type.getName() + " is a " + parent.getName() + ", which",
                            parent);
                }
                addParents(parent, left);
            }
        }
        return found;
    }

    private static void addParents(Class<?> type, Deque<Class<?>> all) {
        Optional.ofNullable(type.getSuperclass()).ifPresent(all::add);
        for (Class<?> each : type.getInterfaces()) {
            all.add(each);
        }
    }

    private static boolean isOfProgram(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        boolean ofJdk = loader == null || loader.equals(ClassLoader.getPlatformClassLoader());
        return type != JobHandler.class && !(ofJdk && type.getModule().isNamed());
    }

    private static PoolStartException missing(String what, Class<?> type) {
        String from = source(type).map(source -> ", from " + source).orElse("");
        return new PoolStartException(
                what
                        + " cannot be loaded by the workers: here it comes from "
                        + loader(type)
                        + from
                        + ", and it is not on this JVM's class path or module path, which are"
                        + " theirs; "
                        + advice(type));
    }

    private static String loader(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null ? "the bootstrap class loader" : "the class loader " + loader;
    }

    private static Optional<String> source(Class<?> type) {
        @Nullable CodeSource source = type.getProtectionDomain().getCodeSource();
        return Optional.ofNullable(source).map(CodeSource::getLocation).map(Object::toString);
    }

    private static String advice(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        String kind = loader == null ? "" : loader.getClass().getName();
        if (kind.startsWith("com.sun.tools.javac.launcher.")) {
            return "\"java File.java\" compiles into memory only: compile with javac, and start the"
                    + " class";
        }
        if (kind.startsWith("jdk.jshell.")) {
            return "JShell keeps classes in memory only: compile it with javac, and name its"
                    + " directory with --class-path";
        }
        if (source(type).filter(source -> source.contains("!/")).isPresent()) {
            return "java cannot read a jar within a jar: unpack the outer one (that of Spring Boot"
                    + " with \"java -Djarmode=tools -jar app.jar extract\"), and start that";
        }
        return "put it into a jar or a directory on the class path, or name that with"
                + " classPath(...)";
    }

    private IllegalArgumentException bad(String why, @Nullable Throwable cause) {
        return new IllegalArgumentException("handler=" + type.getName() + " " + why, cause);
    }
}
