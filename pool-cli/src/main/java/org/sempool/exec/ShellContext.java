package org.sempool.exec;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where in a shell command something stands, which decides how it has to be quoted. Quotes,
 * substitutions and arithmetic may be within each other, so there is a stack of them.
 *
 * <p>It is no parser: what it does not understand, such as a {@code case} within {@code $(...)}, it
 * may take for something else, but never for code that contains a value.
 */
final class ShellContext {
    /** What the shell makes of a parameter there. */
    enum Quotes {
        /** It would be split and expanded, unless it has quotes of its own. */
        NONE,
        SINGLE,
        DOUBLE,
        /** Neither split nor quoted: {@code $((...))}. */
        ARITHMETIC,
        /** Quotes would be text: the lines after {@code <<}. */
        HERE_DOCUMENT
    }

    private enum Kind {
        COMMAND,
        SUBSTITUTION,
        BACKQUOTES,
        SINGLE,
        DOUBLE,
        ARITHMETIC
    }

    private static final class Level {
        private final Kind kind;

        /** How many parentheses are open within it. */
        private int open;

        Level(Kind kind) {
            this.kind = kind;
        }
    }

    private final Deque<Level> levels = new ArrayDeque<>();
    private boolean hereDocumentFollows;
    private boolean isHereDocument;

    ShellContext() {
        push(Kind.COMMAND);
    }

    Quotes quotes() {
        if (isHereDocument) {
            return Quotes.HERE_DOCUMENT;
        }
        return switch (levels.getFirst().kind) {
            case COMMAND, SUBSTITUTION, BACKQUOTES -> Quotes.NONE;
            case SINGLE -> Quotes.SINGLE;
            case DOUBLE -> Quotes.DOUBLE;
            case ARITHMETIC -> Quotes.ARITHMETIC;
        };
    }

    /** Goes on behind a part of the command. */
    void read(String text) {
        int i = 0;
        while (i < text.length()) {
            i += step(text, i);
        }
    }

    /** Returns how many characters it has understood. */
    private int step(String text, int at) {
        Level level = levels.getFirst();
        return switch (level.kind) {
            case SINGLE -> {
                if (text.charAt(at) == '\'') {
                    levels.removeFirst();
                }
                yield 1;
            }
            case DOUBLE -> inDoubleQuotes(text, at);
            case ARITHMETIC -> inArithmetic(level, text, at);
            case COMMAND, SUBSTITUTION, BACKQUOTES -> inCode(level, text, at);
        };
    }

    private int inDoubleQuotes(String text, int at) {
        switch (text.charAt(at)) {
            case '\\' -> {
                return 2;
            }
            case '"' -> levels.removeFirst();
            case '`' -> backquote();
            default -> {
                return substitution(text, at);
            }
        }
        return 1;
    }

    private int inArithmetic(Level level, String text, int at) {
        char c = text.charAt(at);
        if (c == ')' && level.open == 0) {
            levels.removeFirst();
            return text.startsWith("))", at) ? 2 : 1;
        }
        level.open += c == '(' ? 1 : c == ')' ? -1 : 0;
        return substitution(text, at);
    }

    private int inCode(Level level, String text, int at) {
        switch (text.charAt(at)) {
            case '\\' -> {
                return 2;
            }
            case '\'' -> push(Kind.SINGLE);
            case '"' -> push(Kind.DOUBLE);
            case '`' -> backquote();
            case '(' -> level.open++;
            case ')' -> {
                if (level.kind == Kind.SUBSTITUTION && level.open == 0) {
                    levels.removeFirst();
                } else {
                    level.open--;
                }
            }
            case '\n' -> isHereDocument |= hereDocumentFollows;
            case '<' -> {
                if (text.startsWith("<<", at)) {
                    hereDocumentFollows = true;
                    return 2;
                }
            }
            default -> {
                return substitution(text, at);
            }
        }
        return 1;
    }

    private int substitution(String text, int at) {
        if (text.startsWith("$((", at)) {
            push(Kind.ARITHMETIC);
            return 3;
        }
        if (text.startsWith("$(", at)) {
            push(Kind.SUBSTITUTION);
            return 2;
        }
        return 1;
    }

    /** Begins a command in backquotes, or ends the one that is open. */
    private void backquote() {
        boolean ends = levels.stream().anyMatch(level -> level.kind == Kind.BACKQUOTES);
        if (!ends) {
            push(Kind.BACKQUOTES);
            return;
        }
        while (levels.removeFirst().kind != Kind.BACKQUOTES) {
            // What is open within it ends, too.
        }
    }

    private void push(Kind kind) {
        levels.addFirst(new Level(kind));
    }
}
