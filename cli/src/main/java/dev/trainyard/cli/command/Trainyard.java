package dev.trainyard.cli.command;

import dev.trainyard.cli.failure.Explanation;
import dev.trainyard.cli.local.Home;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

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
    /** The command line of this process. */
    public static CommandLine ofProcess() {
        return ofProcess(Home.of(System.getenv()));
    }

    /** The same for another home. */
    public static CommandLine ofProcess(Home home) {
        return of(Shell.ofProcess(home));
    }

    static CommandLine of(Shell shell) {
        var get = new CommandLine(new GetCommand()).addSubcommand(new GetCommand.Jobs(shell));
        var artifacts = new CommandLine(new ArtifactsCommand())
                .addSubcommand(new ArtifactsCommand.Ls(shell))
                .addSubcommand(new ArtifactsCommand.Get(shell))
                .addSubcommand(new ArtifactsCommand.Verify(shell))
                .addSubcommand(new ArtifactsCommand.Diff(shell))
                .addSubcommand(new ArtifactsCommand.Rm(shell));
        var trainyard = new CommandLine(new Trainyard())
                .addSubcommand(new DemoCommand(shell))
                .addSubcommand(new UpCommand(shell))
                .addSubcommand(new DownCommand(shell))
                .addSubcommand(new StatusCommand(shell))
                .addSubcommand(new RunCommand(shell))
                .addSubcommand(new LogsCommand(shell))
                .addSubcommand(get)
                .addSubcommand(new DescribeCommand(shell))
                .addSubcommand(artifacts)
                .addSubcommand(new DeleteCommand(shell))
                .addSubcommand(new ApiServerCommand(shell));
        Parts.commands(shell).forEach(trainyard::addSubcommand);
        CommandGroups.arrange(trainyard);
        trainyard.setCommandName(shell.command());
        trainyard.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        trainyard.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        trainyard.setCaseInsensitiveEnumValuesAllowed(true);
        trainyard.setExecutionExceptionHandler((thrown, command, parsed) -> {
            shell.err().println(Explanation.of(thrown));
            if (shell.environment().containsKey("TRAINYARD_DEBUG")) {
                thrown.printStackTrace(shell.err());
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        return trainyard;
    }
}
