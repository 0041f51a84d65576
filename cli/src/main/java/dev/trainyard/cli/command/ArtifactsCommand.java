package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.cli.artifacts.Difference;
import dev.trainyard.cli.artifacts.Download;
import dev.trainyard.cli.artifacts.Manifest;
import dev.trainyard.cli.artifacts.Runs;
import dev.trainyard.cli.artifacts.Verification;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.screen.Quantities;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "artifacts", description = "Shows, fetches, proves and removes what jobs have left in the store.")
final class ArtifactsCommand {
    @Command(name = "ls", description = "Lists the files of a job's run, its checkpoints, or its runs.")
    static final class Ls implements Callable<Integer> {
        @Parameters(paramLabel = "JOB")
        private String job = "";

        @Option(names = "--runs", description = "List all runs of the job, the newest first.")
        private boolean all;

        @Option(
                names = "--checkpoints",
                description = "List the run's checkpoints, the oldest first, while it goes on too.")
        private boolean checkpoints;

        @Mixin
        private ChosenRun chosen = new ChosenRun();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Ls(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = chosen.cluster.open(shell);
                    var runs = chosen.open(connection, job)) {
                if (all) {
                    listRuns(runs);
                } else if (checkpoints) {
                    listCheckpoints(runs);
                } else {
                    listFiles(runs, runs.choose(chosen.run()));
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
                            Printable.of(each.run()),
                            Printable.of(each.outcome()),
                            Printable.of(each.created()),
                            each.files().size(),
                            Quantities.bytes(size(each))));
        }

        private void listCheckpoints(Runs runs) {
            var found = runs.checkpoints(chosen.run());
            if (output.isJson()) {
                OutputOption.print(shell.out(), found);
                return;
            }
            found.forEach(each -> shell.out()
                    .printf(
                            "%-40s  attempt %d  %d files  %s%n",
                            Printable.of(each.name()),
                            each.attempt(),
                            each.files().size(),
                            Quantities.bytes(each.bytes())));
        }

        private void listFiles(Runs runs, Manifest manifest) {
            if (output.isJson()) {
                OutputOption.print(shell.out(), manifest);
                return;
            }
            shell.out()
                    .println(Printable.of(
                            "%s  %s  %s".formatted(runs.url(manifest), manifest.outcome(), manifest.created())));
            manifest.files().forEach(file -> shell.out().printf("%12d  %s%n", file.size(), Printable.of(file.path())));
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

        @Option(names = "--checkpoint", paramLabel = "NAME", description = "A checkpoint in place of the run's files.")
        private @Nullable String checkpoint;

        @Mixin
        private ChosenRun chosen = new ChosenRun();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Get(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            var into = folder == null ? Path.of(job) : folder;
            try (var connection = chosen.cluster.open(shell);
                    var runs = chosen.open(connection, job)) {
                var manifest =
                        checkpoint == null ? runs.choose(chosen.run()) : runs.checkpoint(chosen.run(), checkpoint);
                var download = new Download(runs, manifest, into);
                if (output.isJson()) {
                    var files = new ArrayList<Download.Fetched>();
                    download.fetch(manifest, files::add);
                    files.sort(Comparator.comparing(fetched -> fetched.file().path()));
                    OutputOption.print(
                            shell.out(), Map.of("run", manifest.run(), "folder", into.toString(), "files", files));
                    return 0;
                }
                download.fetch(
                        manifest,
                        fetched -> shell.out()
                                .println(Printable.of(fetched.file().path())
                                        + (fetched.wasThere() ? "  (was there)" : "")));
                shell.out()
                        .println(manifest.files().size() + " files of run " + Printable.of(manifest.run()) + " in "
                                + into + ", checksums verified.");
                return 0;
            }
        }
    }

    @Command(
            name = "verify",
            description = "Reads a run in the store again and holds every file against the manifest. "
                    + "Exits with 1 if a file is damaged or missing.")
    static final class Verify implements Callable<Integer> {
        @Parameters(paramLabel = "JOB")
        private String job = "";

        @Mixin
        private ChosenRun chosen = new ChosenRun();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Verify(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = chosen.cluster.open(shell);
                    var runs = chosen.open(connection, job)) {
                var manifest = runs.choose(chosen.run());
                var found = new ArrayList<Verification>();
                runs.verify(manifest, found::add);
                found.sort(Comparator.comparing(Verification::path));
                var wrong = found.stream().filter(each -> !each.isIntact()).toList();
                if (output.isJson()) {
                    OutputOption.print(shell.out(), Map.of("run", manifest.run(), "files", found));
                } else {
                    wrong.forEach(each -> shell.out().println(Printable.of(each.path()) + "  " + each.finding()));
                    shell.out()
                            .printf(
                                    "%d of %d files of run %s are in the store as the manifest says.%n",
                                    found.size() - wrong.size(), found.size(), Printable.of(manifest.run()));
                }
                return wrong.isEmpty() ? 0 : 1;
            }
        }
    }

    @Command(
            name = "diff",
            description = "Shows which files are not the same in two runs of a job: + came, - went, ~ changed. "
                    + "Exits with 0 in either case.")
    static final class Diff implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "JOB")
        private String job = "";

        @Parameters(index = "1", paramLabel = "RUN", description = "The run to compare with.")
        private String before = "";

        @Mixin
        private ChosenRun chosen = new ChosenRun();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Diff(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = chosen.cluster.open(shell);
                    var runs = chosen.open(connection, job)) {
                var differences = Difference.between(runs.choose(Optional.of(before)), runs.choose(chosen.run()));
                if (output.isJson()) {
                    OutputOption.print(shell.out(), differences);
                    return 0;
                }
                differences.forEach(each -> shell.out()
                        .printf(
                                "%c %12s %12s  %s%n",
                                each.sign(), size(each.before()), size(each.after()), Printable.of(each.path())));
                if (differences.isEmpty()) {
                    shell.out().println("Both runs have the same files.");
                }
                return 0;
            }
        }

        private static String size(Optional<Long> size) {
            return size.map(String::valueOf).orElse("");
        }
    }

    @Command(
            name = "rm",
            description = "Removes a run from the store, with the parts of it that were never finished. "
                    + "Says what it would remove unless --yes is given.")
    static final class Rm implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "JOB")
        private String job = "";

        @Parameters(index = "1", paramLabel = "RUN", description = "The run's id; see artifacts ls JOB --runs.")
        private String run = "";

        @Option(names = "--yes", description = "Remove it.")
        private boolean yes;

        @Option(
                names = "--folder",
                description = "Where this machine has a file: store, if elsewhere than its URL says.")
        private @Nullable Path folder;

        @Mixin
        private ClusterOptions cluster = new ClusterOptions();

        @Mixin
        private OutputOption output = new OutputOption();

        private final Shell shell;

        Rm(Shell shell) {
            this.shell = shell;
        }

        @Override
        public Integer call() {
            try (var connection = cluster.open(shell);
                    var runs = new Runs(connection, job, Optional.ofNullable(folder))) {
                var objects = runs.objects(run);
                if (!yes) {
                    shell.err()
                            .printf(
                                    "This would remove %d objects of run %s for good. Say --yes to do it.%n",
                                    objects.size(), run);
                    return 1;
                }
                var removed = runs.remove(run);
                if (removed.objects() == 0 && removed.unfinished() == 0) {
                    throw new Failure("Job " + job + " has nothing of a run " + run + " in the store. See them all: "
                            + "trainyard artifacts ls " + job + " --runs");
                }
                if (output.isJson()) {
                    OutputOption.print(shell.out(), removed);
                    return 0;
                }
                shell.out()
                        .printf(
                                "Removed %d objects and %d unfinished ones of run %s.%n",
                                removed.objects(), removed.unfinished(), removed.run());
                if (removed.wasLatest()) {
                    shell.out()
                            .println(
                                    "It was the job's latest good run: latest.json is gone until the next one succeeds.");
                }
                return 0;
            }
        }
    }
}
