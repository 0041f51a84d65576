package dev.trainyard.cli.command;

import dev.trainyard.cli.connection.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which cluster and namespace a command works on. */
final class ClusterOptions {
    @Mixin
    private ServerOption server = new ServerOption();

    @Option(
            names = {"-n", "--namespace"},
            description = "Unless given: the kubeconfig's, else default.")
    private @Nullable String namespace;

    /** Connects, and says so where the person might have meant another cluster. */
    Connection open(Shell shell) {
        return server.open(shell, Optional.ofNullable(namespace));
    }
}
