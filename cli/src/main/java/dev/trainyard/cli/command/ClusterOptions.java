package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster and namespace a command works on. */
final class ClusterOptions {
    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The cluster to talk to. Unless given: $KUBECONFIG, else the local cluster while it is up, "
                    + "else ~/.kube/config.")
    private @Nullable String kubeconfig;

    @Option(
            names = {"-n", "--namespace"},
            description = "Unless given: the kubeconfig's, else default.")
    private @Nullable String namespace;

    /** Connects, and says so where the person might have meant another cluster. */
    Connection open(Shell shell) {
        var connection = Connection.open(
                Optional.ofNullable(kubeconfig), Optional.ofNullable(namespace), shell.home(), shell.environment());
        connection.note().ifPresent(shell.err()::println);
        return connection;
    }
}
