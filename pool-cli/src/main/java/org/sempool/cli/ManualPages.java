package org.sempool.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The manual: a page for the command, and one for each of its commands. */
final class ManualPages {
    private static final String SETTINGS =
            """
            Options that are not given have defaults from environment variables, and then from a file. The\
             variable POOL_WORKERS is about --workers of each command that has it, POOL_SUBMIT_WORKERS\
             about that of 'pool submit' and goes before it; a hyphen becomes an underscore.

            The file has a line such as workers=4 or submit.workers=4 for each option, and 'true' or\
             'false' for flags; its format is that of Java's properties, in UTF-8.\
             An unknown key is an error. --unordered=false on the command line takes back what is set\
             elsewhere.
            """;

    private final CommandLine root;
    private final String version;
    private final String date;

    ManualPages(CommandLine root, String version, String date) {
        this.root = root;
        this.version = version;
        this.date = date;
    }

    /** The pages by the names of their files. */
    Map<String, String> all() {
        Map<String, String> pages = new TreeMap<>();
        pages.put("pool.1", overview());
        for (CommandSpec command : Completion.commands(root)) {
            pages.put("pool-" + command.name() + ".1", page(command));
        }
        return pages;
    }

    private Roff begin(String name, String summary) {
        return new Roff(name.toUpperCase(Locale.ROOT), date, "Sempool " + version)
                .section("NAME")
                .paragraphs(name + " - " + summary);
    }

    private String overview() {
        CommandSpec spec = root.getCommandSpec();
        Roff page = begin("pool", "runs jobs on a pool of worker processes");
        page.section("SYNOPSIS").command("pool COMMAND [ARGUMENT]...");
        page.section("COMMANDS");
        for (CommandSpec command : Completion.commands(root)) {
            page.item("pool-" + command.name() + "(1)", Completion.summary(command) + ".");
        }
        page.section("OPTIONS");
        spec.options().forEach(option -> page.item(term(option), ValueKind.help(option)));
        page.section("SETTINGS").paragraphs(SETTINGS);
        page.section("ENVIRONMENT")
                .item("POOL_OPTION, POOL_COMMAND_OPTION", "Defaults of options, see SETTINGS.")
                .item(
                        "POOL_CONFIG",
                        "The file of settings, if it is not the usual one; /dev/null for none.")
                .item("JAVA_OPTS", "Flags for the JVM of the command itself, such as -Xmx4g.")
                .item("SEMPOOL_BROKER_PASSWORD", "The password for --user.");
        page.section("FILES")
                .item(
                        "$XDG_CONFIG_HOME/sempool/pool.properties",
                        "Settings; without the variable, in ~/.config/sempool.");
        return page.toString();
    }

    private String page(CommandSpec command) {
        String name = "pool-" + command.name();
        Roff page = begin(name, lowerFirst(Completion.summary(command)));
        page.section("SYNOPSIS");
        synopsis(command).forEach(page::command);
        page.section("DESCRIPTION")
                .paragraphs(ValueKind.text(command.usageMessage().description()));
        Stream<? extends ArgSpec> positionals =
                command.positionalParameters().stream().filter(each -> !each.hidden());
        page.section("OPTIONS");
        positionals.forEach(each -> page.item(each.paramLabel(), ValueKind.help(each)));
        command.options().stream()
                .filter(option -> !option.hidden())
                .sorted((a, b) -> a.longestName().compareTo(b.longestName()))
                .forEach(option -> page.item(term(option), ValueKind.help(option)));
        String footer = ValueKind.text(command.usageMessage().footer());
        if (!footer.isBlank()) {
            page.section("NOTES").paragraphs(footer);
        }
        page.section("SEE ALSO")
                .paragraphs("pool(1), about defaults for options from the environment or a file");
        return page.toString();
    }

    private static Stream<String> synopsis(CommandSpec command) {
        String[] custom = command.usageMessage().customSynopsis();
        if (custom.length > 0) {
            return Stream.of(custom);
        }
        Help help = command.commandLine().getHelp();
        return help.abbreviatedSynopsis().lines().filter(line -> !line.isBlank());
    }

    private static String term(OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : option.paramLabel();
        return Stream.of(option.names()).collect(Collectors.joining(", "))
                + (label.isEmpty()
                        ? ""
                        : (option.longestName().startsWith("--") ? "=" : " ") + label);
    }

    private static String lowerFirst(String sentence) {
        return sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}
