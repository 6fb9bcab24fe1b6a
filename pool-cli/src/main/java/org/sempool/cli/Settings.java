package org.sempool.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The user's defaults for options: environment variables, and then a file of properties. In both, a
 * default for one command goes before one for all commands that have the option.
 */
final class Settings implements IDefaultValueProvider {
    private static final String PREFIX = "POOL_";

    /** Names another file; it is no option's. */
    private static final String FILE_VARIABLE = PREFIX + "CONFIG";

    private final Map<String, String> environment;
    private final Map<String, String> keys = new TreeMap<>();
    private final Map<String, String> places = new TreeMap<>();
    private @Nullable Path file;
    private @Nullable String problem;

    /** Reads the file; what is wrong with it is known to {@link #problem}. */
    Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        String given = environment.getOrDefault(FILE_VARIABLE, "");
        Path usual = usualFile(environment);
        if (!given.isEmpty()) {
            read(Path.of(given));
        } else if (usual != null && Files.exists(usual)) {
            read(usual);
        }
    }

    private static @Nullable Path usualFile(Map<String, String> environment) {
        Path base = Path.of(environment.getOrDefault("XDG_CONFIG_HOME", ""));
        String home = environment.getOrDefault("HOME", "");
        if (!base.isAbsolute()) {
            if (home.isEmpty()) {
                return null;
            }
            base = Path.of(home, ".config");
        }
        return base.resolve("sempool/pool.properties");
    }

    private void read(Path from) {
        file = from;
        Properties properties = new UniqueProperties();
        try (Reader reader = Files.newBufferedReader(from)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problem = "cannot read the settings in " + from + ": " + reason(e);
            return;
        }
        properties.stringPropertyNames().forEach(key -> keys.put(key, properties.getProperty(key)));
    }

    private static String reason(Exception e) {
        return e instanceof IOException io ? IoReasons.of(io) : String.valueOf(e.getMessage());
    }

    /** Refuses a second value, which would silently replace the first one. */
    private static final class UniqueProperties extends Properties {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized @Nullable Object put(Object key, Object value) {
            if (containsKey(key)) {
                throw new IllegalArgumentException("the key " + key + " is there twice");
            }
            return super.put(key, value);
        }
    }

    /** The file, if there is one. */
    @Nullable Path file() {
        return file;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option) || !isSettable(option)) {
            return null;
        }
        String name = nameOf(option);
        for (String key : List.of(option.command().name() + "." + name, name)) {
            String variable = variable(key);
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                places.put(name, "the environment variable " + variable);
                return value;
            }
        }
        for (String key : List.of(option.command().name() + "." + name, name)) {
            String value = keys.get(key);
            if (value != null) {
                places.put(name, key + " in " + file);
                return value;
            }
        }
        return null;
    }

    private static String nameOf(OptionSpec option) {
        return option.longestName().replaceFirst("^-+", "");
    }

    private static String variable(String key) {
        return PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    }

    /** Not what asks for help, nor the jobs themselves. */
    private static boolean isSettable(OptionSpec option) {
        return !option.usageHelp() && !option.versionHelp() && option.arity().max() <= 1;
    }

    /** Adds to a message about options where their values come from, if not from the command. */
    String withPlaces(String message) {
        String all =
                places.entrySet().stream()
                        .filter(
                                entry ->
                                        Pattern.compile(
                                                        "(?<![\\w-])--"
                                                                + entry.getKey()
                                                                + "(?![\\w-])")
                                                .matcher(message)
                                                .find())
                        .map(entry -> "--" + entry.getKey() + " is set by " + entry.getValue())
                        .collect(Collectors.joining(", "));
        return all.isEmpty() ? message : message + " (" + all + ")";
    }

    /** What is wrong with the settings as a whole; null if nothing. */
    @Nullable String problem(CommandLine root) {
        if (problem != null) {
            return problem;
        }
        Map<String, String> known = known(root);
        for (String key : keys.keySet()) {
            if (!known.containsValue(key)) {
                return "the key "
                        + key
                        + " in "
                        + file
                        + " is unknown"
                        + ClosestName.hint(key, known.values())
                        + "; it must be an option's name such as workers, or a command's option such as"
                        + " submit.workers";
            }
        }
        for (String variable : unknownVariables(root)) {
            if (root.getSubcommands().keySet().stream()
                    .anyMatch(command -> variable.startsWith(variable(command) + "_"))) {
                return "the environment variable "
                        + variable
                        + " is unknown"
                        + ClosestName.hint(variable, known.keySet())
                        + "; unset it";
            }
        }
        return null;
    }

    /** Variables that begin as ours, but may be those of another program. */
    List<String> unknownVariables(CommandLine root) {
        List<String> unknown = new ArrayList<>();
        Map<String, String> known = known(root);
        for (String variable : new TreeSet<>(environment.keySet())) {
            if (variable.startsWith(PREFIX)
                    && !variable.equals(FILE_VARIABLE)
                    && !known.containsKey(variable)) {
                unknown.add(variable);
            }
        }
        return unknown;
    }

    /** All keys, by the variables that mean the same. */
    private static Map<String, String> known(CommandLine root) {
        Map<String, String> known = new TreeMap<>();
        for (CommandLine line : root.getSubcommands().values()) {
            CommandSpec command = line.getCommandSpec();
            command.options().stream()
                    .filter(Settings::isSettable)
                    .map(Settings::nameOf)
                    .forEach(
                            name -> {
                                known.put(variable(name), name);
                                String key = command.name() + "." + name;
                                known.put(variable(key), key);
                            });
        }
        return known;
    }
}
