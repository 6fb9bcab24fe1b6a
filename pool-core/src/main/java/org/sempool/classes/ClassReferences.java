package org.sempool.classes;

import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The classes that a class file names: those that its code uses, those of its nest, and those in
 * descriptors and generic signatures, including those of annotations. Other text that looks like a
 * descriptor counts as one.
 */
final class ClassReferences {
    private static final String DELIMITERS = ";<>:.[()";

    /** The characters of a descriptor or signature between a delimiter and the name of a class. */
    private static final String BEFORE_NAME = "BCDFIJSZV+-*^";

    private static final String JDK = "java/";

    private final Set<String> names = new LinkedHashSet<>();

    private ClassReferences() {}

    /**
     * The names, as {@link Class#forName} takes them.
     *
     * @throws IllegalArgumentException if it is not a class file
     */
    static Set<String> in(byte[] classFile) {
        ClassReferences references = new ClassReferences();
        for (PoolEntry entry : ClassFile.of().parse(classFile).constantPool()) {
            switch (entry) {
                case ClassEntry type -> references.add(type.asInternalName());
                case Utf8Entry text -> references.addAllIn(text.stringValue());
                default -> {}
            }
        }
        return references.names;
    }

    private void addAllIn(String text) {
        int begin = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (DELIMITERS.indexOf(c) >= 0) {
                if (c == ';' || c == '<') {
                    addTypeAtEndOf(text.substring(begin, i));
                }
                begin = i + 1;
            }
        }
    }

    private void addTypeAtEndOf(String part) {
        int l = 0;
        while (l < part.length() && BEFORE_NAME.indexOf(part.charAt(l)) >= 0) {
            l++;
        }
        if (part.startsWith("L", l)) {
            add(part.substring(l + 1));
        }
    }

    private void add(String internalName) {
        boolean isArray = internalName.startsWith("[");
        if (!isArray && !internalName.isEmpty() && !internalName.startsWith(JDK)) {
            names.add(internalName.replace('/', '.'));
        }
    }
}
