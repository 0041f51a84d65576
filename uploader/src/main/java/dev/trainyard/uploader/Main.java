package dev.trainyard.uploader;

import dev.trainyard.uploader.checkpoint.Restore;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** {@code prepare} before the trainer starts, {@code run} beside it; {@code docs/uploader.md} says what they do. */
public final class Main {
    private static final String USAGE =
            "usage: uploader prepare | run | version (docs/uploader.md has the environment variables)";

    /** Of the grace period: what is left then is for the last words, and for the JVM to end. */
    private static final double HALT = 0.95;

    private final Consumer<String> log;
    private final LastWords lastWords;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ExitCode exitCode = ExitCode.STOPPED;

    private Main(Consumer<String> log) {
        this.log = log;
        this.lastWords = new LastWords(
                Path.of(variable("TRAINYARD_TERMINATION_LOG").orElse("/dev/termination-log")),
                variable("TRAINYARD_ATTEMPT").orElse("1"),
                log);
    }

    public static void main(String[] arguments) {
        var main = new Main(line -> System.err.println(Printable.of(line)));
        main.exitCode = main.dispatch(List.of(arguments));
        main.ended.countDown();
        System.exit(main.exitCode.code());
    }

    private ExitCode dispatch(List<String> arguments) {
        return switch (arguments.size() == 1 ? arguments.getFirst() : "") {
            case "prepare" -> ending(() -> prepare(Settings.of(System.getenv())));
            case "run" -> ending(() -> run(Settings.of(System.getenv())));
            case "version" -> {
                System.out.println(Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                        .orElse("development"));
                yield ExitCode.UPLOADED;
            }
            default -> {
                log.accept(USAGE);
                yield ExitCode.MISCONFIGURED;
            }
        };
    }

    @FunctionalInterface
    private interface Command {
        ExitCode run() throws Failure, InterruptedException;
    }

    private ExitCode ending(Command command) {
        try {
            return command.run();
        } catch (Failure e) {
            log.accept(e.sentence());
            lastWords.failed(e.sentence());
            return e.exitCode();
        } catch (InterruptedException | RuntimeException | Error e) {
            // A bug, or memory used up. Whatever it is, the process must end, and say so.
            e.printStackTrace();
            lastWords.failed("the uploader broke off: " + e);
            return ExitCode.FAILED;
        }
    }

    private ExitCode prepare(Settings settings) throws Failure, InterruptedException {
        var volume = new Volume(settings.output());
        volume.requireFolder();
        if (volume.setDoneAside()) {
            log.accept("set aside the DONE of an earlier run");
        }
        volume.claim(settings.identity());
        // The first chief of a run has nothing to go on from.
        if (settings.checkpoints().isPresent() && settings.identity().attempt() > 1) {
            restore(settings, settings.checkpoints().get());
        }
        return ExitCode.UPLOADED;
    }

    private void restore(Settings settings, Settings.Checkpoints checkpoints) throws Failure, InterruptedException {
        try (var store = settings.openStore()) {
            new Restore(
                            settings.output(),
                            checkpoints.folder(),
                            Volume.OWN,
                            settings.identity(),
                            store,
                            new Retry(settings.retry(), log),
                            log)
                    .restore();
        } catch (StoreException e) {
            throw Failure.of(e);
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(
                    ExitCode.FAILED,
                    "cannot bring a checkpoint back to %s: %s; if the volume is full, give it more room"
                            .formatted(settings.output().folder(), e.getMessage()));
        }
    }

    private ExitCode run(Settings settings) throws Failure, InterruptedException {
        try (var sidecar = new Sidecar(settings, lastWords, Clock.systemUTC(), log)) {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().unstarted(() -> onShutdown(sidecar, settings.grace())));
            return sidecar.run();
        }
    }

    /** SIGTERM starts the JVM's shutdown, and a second one changes nothing; the main thread goes on meanwhile. */
    private void onShutdown(Sidecar sidecar, Duration grace) {
        if (ended.getCount() == 0) {
            return;
        }
        sidecar.stop();
        try {
            if (!ended.await((long) (grace.toNanos() * HALT), TimeUnit.NANOSECONDS)) {
                var sentence =
                        "stopped by SIGTERM before the upload was finished; started again, it goes on where it was";
                log.accept(sentence);
                lastWords.failed(sentence);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the hook", e);
        }
        Runtime.getRuntime().halt(exitCode.code());
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isEmpty());
    }
}
