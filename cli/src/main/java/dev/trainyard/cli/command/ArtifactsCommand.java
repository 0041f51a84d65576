package dev.trainyard.cli.command;

import dev.trainyard.cli.artifacts.Download;
import dev.trainyard.cli.artifacts.Manifest;
import dev.trainyard.cli.artifacts.Runs;
import dev.trainyard.cli.screen.Quantities;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "artifacts", description = "Shows and fetches what jobs have left in the store.")
final class ArtifactsCommand {
    @Command(name = "ls", description = "Lists the files of a job's run.")
    static final class Ls implements Callable<Integer> {
        @Parameters(paramLabel = "JOB")
        private String job = "";

        @Option(names = "--run", description = "A run by its id; the job's last one unless given.")
        private @Nullable String run;

        @Option(names = "--runs", description = "List all runs of the job, the newest first.")
        private boolean all;

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Ls(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = cluster.open(shell);
                    var runs = new Runs(connection, job)) {
                if (all) {
                    listRuns(runs);
                } else {
                    listFiles(runs, runs.choose(Optional.ofNullable(run)));
                }
                return 0;
            }
        }

        private void listRuns(Runs runs) {
            var found = runs.all();
            if (output.isJson()) {
                OutputOption.print(shell.out(), found);
                return;
            }
            found.forEach(each -> shell.out()
                    .printf(
                            "%s  %-11s  %s  %d files  %s%n",
                            each.run(),
                            each.outcome(),
                            each.created(),
                            each.files().size(),
                            Quantities.bytes(size(each))));
        }

        private void listFiles(Runs runs, Manifest manifest) {
            if (output.isJson()) {
                OutputOption.print(shell.out(), manifest);
                return;
            }
            shell.out().printf("%s  %s  %s%n", runs.url(manifest), manifest.outcome(), manifest.created());
            manifest.files().forEach(file -> shell.out().printf("%12d  %s%n", file.size(), file.path()));
        }

        private static long size(Manifest manifest) {
            return manifest.files().stream().mapToLong(Manifest.File::size).sum();
        }
    }

    @Command(
            name = "get",
            description = "Fetches the files of a job's run into a folder and proves their checksums. "
                    + "What is there already is not fetched again.")
    static final class Get implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "JOB")
        private String job = "";

        @Parameters(index = "1", arity = "0..1", paramLabel = "DIR", description = "./JOB unless given.")
        private @Nullable Path folder;

        @Option(names = "--run", description = "A run by its id; the job's last one unless given.")
        private @Nullable String run;

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        private final Shell shell;

        Get(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            var into = folder == null ? Path.of(job) : folder;
            try (var connection = cluster.open(shell);
                    var runs = new Runs(connection, job)) {
                var manifest = runs.choose(Optional.ofNullable(run));
                new Download(runs, manifest, into)
                        .fetch(
                                manifest,
                                fetched -> shell.out()
                                        .println(fetched.file().path() + (fetched.wasThere() ? "  (was there)" : "")));
                shell.out()
                        .println(manifest.files().size() + " files of run " + manifest.run() + " in " + into
                                + ", checksums verified.");
                return 0;
            }
        }
    }
}
