package dev.trainyard.cli.command;

import dev.trainyard.api.Logging;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.local.Part;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** One part of the local cluster in the foreground, attached to whichever cluster the kubeconfig names. */
@Command
final class PartCommand implements Callable<Integer> {
    /** Starts the part. */
    interface Starter {
        AutoCloseable start(Connection connection) throws Exception;
    }

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    private final Shell shell;
    private final Part part;
    private final Starter starter;

    PartCommand(Shell shell, Part part, Starter starter) {
        this.shell = shell;
        this.part = part;
        this.starter = starter;
    }

    @Override
    public Integer call() throws Exception {
        Logging.configure();
        try (var connection = cluster.open(shell);
                var running = starter.start(connection)) {
            shell.out()
                    .println("The " + part.name().toLowerCase(Locale.ROOT) + " works for " + connection.server()
                            + "; Ctrl-C ends it.");
            return Foreground.untilStopped(running);
        }
    }
}
