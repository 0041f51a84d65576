package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster a command works on. */
final class ServerOption {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The cluster to talk to. Unless given: $KUBECONFIG, else the local cluster while it is up, "
                    + "else ~/.kube/config.")
    private @Nullable String kubeconfig;

    /** Connects, and says so where the person might have meant another cluster. */
    Connection open(Shell shell, Optional<String> namespace) {
        var connection = Connection.open(Optional.ofNullable(kubeconfig), namespace, shell.home(), shell.environment());
        connection.note().ifPresent(shell.err()::println);
        return connection;
    }
}
