import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of a jar, compiled for Java 5, the format of Java 8: {@code JAR}, which is
 * replaced. They do the same, and a JVM keeps them in its cache for a quick start, which it does
 * not with the old format.
 */
final class Modern {
    private static final int JAVA_8 = ClassFile.JAVA_8_VERSION;

    /** That of Java 5. It has no stack maps, so they are generated. */
    private static final int OLDEST_WITH_STACK_MAPS = ClassFile.JAVA_6_VERSION;

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]).toAbsolutePath();
        Path modern = jar.resolveSibling(jar.getFileName() + ".modern");
        try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                ZipFile in = new ZipFile(jar.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(modern))) {
            ClassFile format =
                    ClassFile.of(
                            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(classes)
                                            .orElse(ClassHierarchyResolver.defaultResolver())));
            for (ZipEntry entry : in.stream().toList()) {
                ZipEntry copy = new ZipEntry(entry.getName());
                copy.setTimeLocal(entry.getTimeLocal());
                out.putNextEntry(copy);
                out.write(modern(format, entry.getName(), content(in, entry)));
                out.closeEntry();
            }
        }
        Files.move(modern, jar, StandardCopyOption.ATOMIC_MOVE);
    }

    private static byte[] content(ZipFile zip, ZipEntry entry) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            return in.readAllBytes();
        }
    }

    private static byte[] modern(ClassFile format, String name, byte[] content) {
        if (!name.endsWith(".class")) {
            return content;
        }
        ClassModel old = format.parse(content);
        if (old.majorVersion() >= OLDEST_WITH_STACK_MAPS) {
            return content;
        }
        return format.transformClass(
                old,
                ClassTransform.dropping(ClassFileVersion.class::isInstance)
                        // Copies each instruction: a method passed on as it is would get no stack
                        // map.
                        .andThen(ClassTransform.transformingMethodBodies(CodeBuilder::with))
                        .andThen(
                                ClassTransform.endHandler(
                                        builder -> builder.withVersion(JAVA_8, 0))));
    }
}
