package dev.trainyard.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.OptionSpec;

/** Shows the commands of {@code --help} in groups, the everyday ones first. */
final class CommandGroups {
    private static final int NAME_WIDTH = 14;
    private static final String KEY = "commandGroups";

    private record Group(String heading, List<String> commands) {}

    private static final List<Group> GROUPS = List.of(
            new Group("The local cluster", List.of("demo", "up", "status", "down")),
            new Group(
                    "Jobs, on any cluster",
                    List.of("run", "logs", "get", "describe", "artifacts", "trigger", "delete")),
            new Group("The operator on a real cluster", List.of("install", "uninstall", "migrate")),
            new Group(
                    "Parts alone, each attached to the cluster of a kubeconfig",
                    List.of("apiserver", "scheduler", "controllers", "node", "operator")));

    /** Gives the command and all below it {@code --help}, and the command its groups. */
    static void arrange(CommandLine root) {
        root.getSubcommands().values().stream().distinct().forEach(CommandGroups::addHelpOption);
        // Of the specification: CommandLine's own setter hands the sections on to the commands below.
        var usage = root.getCommandSpec().usageMessage();
        var keys = new ArrayList<>(usage.sectionKeys());
        var commands = keys.indexOf(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        keys.remove(CommandLine.Model.UsageMessageSpec.SECTION_KEY_COMMAND_LIST);
        keys.set(commands, KEY);
        usage.sectionKeys(keys);
        usage.sectionMap().put(KEY, CommandGroups::render);
    }

    private static void addHelpOption(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        command.getSubcommands().values().stream().distinct().forEach(CommandGroups::addHelpOption);
    }

    private static String render(Help help) {
        Map<String, Help> subcommands = new TreeMap<>(help.subcommands());
        var text = new StringBuilder();
        for (var group : GROUPS) {
            text.append('\n').append(group.heading()).append('\n');
            var table = TextTable.forColumns(
                    help.colorScheme(),
                    new Column(NAME_WIDTH, 2, Column.Overflow.SPAN),
                    new Column(100 - NAME_WIDTH, 2, Column.Overflow.WRAP));
            for (var name : group.commands()) {
                var subcommand = subcommands.get(name);
                if (subcommand != null) {
                    table.addRowValues(
                            name,
                            String.join(
                                    "", subcommand.commandSpec().usageMessage().description()));
                }
            }
            text.append(table);
        }
        return text.toString();
    }

    private CommandGroups() {}
}
