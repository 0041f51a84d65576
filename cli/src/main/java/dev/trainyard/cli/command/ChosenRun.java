package dev.trainyard.cli.command;

import dev.trainyard.cli.artifacts.Runs;
import dev.trainyard.cli.connection.Connection;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which run of a job, in the store of which cluster. */
final class ChosenRun {
    @Option(names = "--run", description = "A run by its id; the job's last one unless given.")
    private @Nullable String run;

    @Option(names = "--folder", description = "Where this machine has a file: store, if elsewhere than its URL says.")
    private @Nullable Path folder;

    @Mixin
    ClusterOptions cluster = new ClusterOptions();

    Optional<String> run() {
        return Optional.ofNullable(run);
    }

    Runs open(Connection connection, String job) {
        return new Runs(connection, job, Optional.ofNullable(folder));
    }
}
