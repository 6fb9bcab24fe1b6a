package org.sempool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sempool.process.NativeText;

/** Pools behave the same and give the same messages in every locale and charset. */
final class LocalesIT {
    private static final ClassDesc HANDLER = ClassDesc.of("Antwortf\u00e4hig");
    private static final List<String> CHRONICLES_FLAGS =
            List.of(
                    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
                    "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    @TempDir private Path directory;

    /** Persian digits, the Turkish i; the C locale's charset is ASCII. */
    @ParameterizedTest
    @CsvSource({"fa, IR, C.UTF-8, UTF-8", "tr, TR, C, ANSI_X3.4-1968"})
    void aPoolWorksOnEachTransport(String language, String country, String locale, String charset)
            throws Exception {
        Path data = Files.createDirectory(directory.resolve("pools"));

        TestJvm.Outcome outcome = TestJvm.run(command(language, country, locale, writeJar(), data));

        assertEquals(0, outcome.code(), outcome::all);
        List<String> said = outcome.lines(LocaleProgram.MARK);
        assertEquals(language + "_" + country + " " + charset, said.getFirst(), outcome::all);
        assertEquals(10, said.size(), outcome::all);
        for (int pool = 0; pool < 3; pool++) {
            List<String> answers = said.subList(1 + 3 * pool, 4 + 3 * pool);
            assertTrue(answers.get(0).startsWith(LocaleProgram.TEXT + " by "), outcome::all);
            assertTrue(answers.get(1).endsWith(": " + LocaleProgram.TEXT), outcome::all);
            assertTrue(
                    answers.get(2)
                            .matches(
                                    ".*: attempt 1 of 1: worker 1 [(]pid [0-9]+[)] exited with code"
                                            + " 7 after [0-9]+[.][0-9] s of the job: "
                                            + LocaleProgram.TEXT),
                    outcome::all);
        }
        assertEquals(said.get(4), said.get(7), "the result comes from the data directory");
        try (var left = Files.list(data)) {
            assertEquals(List.of(data.resolve("data")), left.toList());
        }
    }

    private List<String> command(
            String language, String country, String locale, Path jar, Path data) {
        List<String> flags = new ArrayList<>(CHRONICLES_FLAGS);
        flags.addAll(List.of("-Duser.language=" + language, "-Duser.country=" + country));
        // For this test to read.
        flags.add("-Dstdout.encoding=UTF-8");
        List<String> args =
                List.of(jar.toString(), NativeText.escape(HANDLER.displayName()), data.toString());
        List<String> command = new ArrayList<>(List.of("env", "LC_ALL=" + locale));
        command.addAll(TestJvm.command(LocaleProgram.class, flags, args));
        return command;
    }

    /**
     * A handler whose name the C locale cannot encode. In a jar, because no file could have that
     * name.
     */
    private Path writeJar() throws IOException {
        ClassDesc base = ClassDesc.of(LocaleProgram.Answering.class.getName());
        byte[] code =
                ClassFile.of()
                        .build(
                                HANDLER,
                                type ->
                                        type.withFlags(AccessFlag.PUBLIC)
                                                .withSuperclass(base)
                                                .withMethodBody(
                                                        ConstantDescs.INIT_NAME,
                                                        ConstantDescs.MTD_void,
                                                        ClassFile.ACC_PUBLIC,
                                                        body ->
                                                                body.aload(0)
                                                                        .invokespecial(
                                                                                base,
                                                                                ConstantDescs
                                                                                        .INIT_NAME,
                                                                                ConstantDescs
                                                                                        .MTD_void)
                                                                        .return_()));
        Path jar = directory.resolve("handler.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(HANDLER.displayName() + ".class"));
            out.write(code);
        }
        return jar;
    }
}
