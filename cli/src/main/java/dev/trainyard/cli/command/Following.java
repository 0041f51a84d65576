package dev.trainyard.cli.command;

import dev.trainyard.cli.artifacts.Runs;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.FailureReport;
import dev.trainyard.cli.follow.JobViews;
import dev.trainyard.cli.follow.JobWatch;
import dev.trainyard.cli.follow.Outcome;
import dev.trainyard.cli.follow.RunState;
import dev.trainyard.cli.screen.Quantities;
import dev.trainyard.cli.screen.Screen;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Shows a job until its end, and says how it ended. Ctrl-C ends the showing, not the job. */
final class Following {
    private final Shell shell;
    private final Connection connection;
    private final String job;

    Following(Shell shell, Connection connection, String job) {
        this.shell = shell;
        this.connection = connection;
        this.job = job;
    }

    /** Returns the exit code of the job. */
    int toTheEnd() throws InterruptedException {
        var begun = Instant.now();
        var left = new Thread(() -> shell.out()
                .println("The job goes on. Follow it: " + shell.command() + " logs " + job + " -f   End it: "
                        + shell.command() + " delete " + job));
        Runtime.getRuntime().addShutdownHook(left);
        var screen = Screen.on(shell.out(), shell.columns());
        RunState end;
        try (var watch = new JobWatch(connection, job)) {
            end = watch.follow(state -> screen.show(JobViews.of("TFJob", job, state)));
        }
        Runtime.getRuntime().removeShutdownHook(left);
        if (!end.is("Succeeded")) {
            FailureReport.lines(job, end, shell.command()).forEach(shell.out()::println);
            return Outcome.exitCode(end);
        }
        // The making of an image has a line and a time of its own.
        var started = end.imagesReady().filter(begun::isBefore).orElse(begun);
        var took = Quantities.duration(Duration.between(started, Instant.now()));
        var url = end.artifacts().flatMap(artifacts -> artifacts.url());
        shell.out()
                .println("Succeeded in " + took + "."
                        + url.map(at -> "  Artifacts in " + at).orElse(""));
        files(url).ifPresent(shell.out()::println);
        return 0;
    }

    private Optional<String> files(Optional<String> url) {
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try (var runs = new Runs(connection, job, Optional.empty())) {
            var files = runs.choose(Optional.empty()).files();
            var names = new StringBuilder("  manifest.json");
            files.forEach(file -> names.append("  ").append(file.path()));
            return Optional.of(names.toString());
        } catch (Failure notReadable) {
            return Optional.of("  " + notReadable.getMessage());
        }
    }
}
