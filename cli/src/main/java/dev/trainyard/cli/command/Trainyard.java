package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.cli.failure.Explanation;
import dev.trainyard.cli.local.Home;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands, put together. */
@Command(
        name = "trainyard",
        description = "Trains models on Kubernetes, and on this machine without it.",
        mixinStandardHelpOptions = true,
        version = "trainyard 0.1.0",
        footer = {
            "",
            "Which cluster: --kubeconfig, else $KUBECONFIG, else the local cluster while it is up, else ~/.kube/config.",
            "The local cluster lives in $TRAINYARD_HOME, ~/.trainyard unless set.",
            "Exit codes: 0 done, 1 failed, 2 wrong usage; of run and demo, the trainer's own when the job has failed."
        })
public final class Trainyard {
    /** Runs one command of this process and returns its exit code. */
    public static int execute(String... args) {
        return execute(Home.of(System.getenv()), args);
    }

    /** The same for another home. */
    public static int execute(Home home, String... args) {
        return of(Shell.ofProcess(home), args).execute(args);
    }

    /** The command line that can run these arguments. */
    static CommandLine of(Shell shell, String... args) {
        var trainyard = new CommandLine(new Trainyard());
        var commands = commands(shell);
        // The only one that is asked for: picocli looks at each by reflection, which takes a tenth of a second for all.
        if (args.length > 0 && commands.containsKey(args[0])) {
            commands.keySet().retainAll(Set.of(args[0]));
        }
        commands.forEach((name, command) -> trainyard.addSubcommand(name, command.get()));
        CommandGroups.arrange(trainyard);
        trainyard.setCommandName(shell.command());
        trainyard.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        trainyard.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        trainyard.setCaseInsensitiveEnumValuesAllowed(true);
        trainyard.setParameterExceptionHandler((wrong, arguments) -> {
            var usage = wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help";
            shell.err().println(wrong.getMessage() + ". See " + usage);
            UnmatchedArgumentException.printSuggestions(
                    wrong, wrong.getCommandLine().getErr());
            return CommandLine.ExitCode.USAGE;
        });
        trainyard.setExecutionExceptionHandler((thrown, command, parsed) -> {
            shell.err().println(Printable.lines(Explanation.of(thrown)));
            if (shell.environment().containsKey("TRAINYARD_DEBUG")) {
                thrown.printStackTrace(shell.err());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return trainyard;
    }

    /** All commands by name, in the order in which they are listed. */
    private static Map<String, Supplier<CommandLine>> commands(Shell shell) {
        var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
        commands.put("demo", () -> new CommandLine(new DemoCommand(shell)));
        commands.put("up", () -> new CommandLine(new UpCommand(shell)));
        commands.put("down", () -> new CommandLine(new DownCommand(shell)));
        commands.put("status", () -> new CommandLine(new StatusCommand(shell)));
        commands.put("run", () -> new CommandLine(new RunCommand(shell)));
        commands.put("logs", () -> new CommandLine(new LogsCommand(shell)));
        commands.put(
                "get",
                () -> new CommandLine(new GetCommand())
                        .addSubcommand(new GetCommand.Jobs(shell))
                        .addSubcommand(new GetCommand.Schedules(shell)));
        commands.put("describe", () -> new CommandLine(new DescribeCommand(shell)));
        commands.put(
                "artifacts",
                () -> new CommandLine(new ArtifactsCommand())
                        .addSubcommand(new ArtifactsCommand.Ls(shell))
                        .addSubcommand(new ArtifactsCommand.Get(shell))
                        .addSubcommand(new ArtifactsCommand.Verify(shell))
                        .addSubcommand(new ArtifactsCommand.Diff(shell))
                        .addSubcommand(new ArtifactsCommand.Rm(shell)));
        commands.put("trigger", () -> new CommandLine(new TriggerCommand(shell)));
        commands.put("delete", () -> new CommandLine(new DeleteCommand(shell)));
        commands.put("install", () -> new CommandLine(new InstallCommand(shell)));
        commands.put("uninstall", () -> new CommandLine(new UninstallCommand(shell)));
        commands.put("migrate", () -> new CommandLine(new MigrateCommand(shell)));
        commands.put("apiserver", () -> new CommandLine(new ApiServerCommand(shell)));
        commands.putAll(Parts.commands(shell));
        return commands;
    }
}
