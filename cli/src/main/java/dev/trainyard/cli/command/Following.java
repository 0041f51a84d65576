package dev.trainyard.cli.command;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.artifacts.KeptLogs;
import dev.trainyard.cli.artifacts.Manifest;
import dev.trainyard.cli.artifacts.Runs;
import dev.trainyard.cli.connection.Connection;
import dev.trainyard.cli.failure.Failure;
import dev.trainyard.cli.follow.FailureReport;
import dev.trainyard.cli.follow.JobViews;
import dev.trainyard.cli.follow.JobWatch;
import dev.trainyard.cli.follow.Outcome;
import dev.trainyard.cli.follow.RunState;
import dev.trainyard.cli.screen.Line;
import dev.trainyard.cli.screen.Quantities;
import dev.trainyard.cli.screen.Screen;
import dev.trainyard.cli.screen.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** Shows a job until its end, and says how it ended. Ctrl-C ends the showing, not the job. */
final class Following {
    private final Shell shell;
    private final Connection connection;
    private final KubeflowJob followed;
    private final String job;

    Following(Shell shell, Connection connection, KubeflowJob followed) {
        this.shell = shell;
        this.connection = connection;
        this.followed = followed;
        this.job = followed.getMetadata().getName();
    }

    /** Returns the exit code of the job. */
    int toTheEnd() throws InterruptedException {
        var begun = Instant.now();
        var goesOn = List.of(
                "The job goes on. Follow it: " + shell.command() + " logs " + job + " -f",
                "End it: " + shell.command() + " delete " + job);
        var drawing = new ReentrantLock();
        var left = new Thread(() -> {
            drawing.lock(); // and never unlocked: this is the last that is said
            shell.out().println(overTheKeyPressed() + Line.of(goesOn, "   ", "", shell.columns()));
        });
        Runtime.getRuntime().addShutdownHook(left);
        var screen = Screen.on(shell.out(), new Window(shell.columns()));
        RunState end;
        try (var watch = new JobWatch(connection, followed)) {
            end = watch.follow(state -> {
                drawing.lock();
                try {
                    screen.show(JobViews.of(followed.getKind(), job, state));
                } finally {
                    drawing.unlock();
                }
            });
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
                .println(Line.of(
                        Stream.concat(
                                        Stream.of("Succeeded in " + took + "."),
                                        url.map(at -> "Artifacts in " + at).stream())
                                .toList(),
                        "  ",
                        "",
                        shell.columns()));
        files(url).ifPresent(shell.out()::println);
        return 0;
    }

    /** A terminal has written {@code ^C} where the next line begins. */
    private String overTheKeyPressed() {
        return shell.columns() > 0 ? "\r" + Screen.CLEAR_TO_END_OF_LINE : "";
    }

    private Optional<String> files(Optional<String> url) {
        if (url.isEmpty()) {
            return Optional.empty();
        }
        try (var runs = new Runs(connection, job, Optional.empty())) {
            var files = runs.choose(Optional.empty()).files();
            var names = Stream.concat(
                    Stream.of("  manifest.json"),
                    files.stream().filter(file -> !KeptLogs.isLog(file)).map(Manifest.File::path));
            return Optional.of(Line.of(names.toList(), "  ", "  ", shell.columns()));
        } catch (Failure notReadable) {
            return Optional.of("  " + notReadable.getMessage());
        }
    }
}
