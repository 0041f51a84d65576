package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts the local cluster as a background process, and stops it. */
public final class Launcher {
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);

    private final Home home;

    /** For the cluster of this home. */
    public Launcher(Home home) {
        this.home = home;
    }

    /**
     * A cluster that is up.
     *
     * @param cluster where it is
     * @param took how long it took to be ready; absent when it was up already
     */
    public record Up(RunningCluster cluster, Optional<Duration> took) {}

    /**
     * Starts the cluster unless it is up, and returns when it is ready. A second caller waits for the first, and a new
     * cluster for one that ends.
     */
    public Up up(UpSettings settings) {
        requireLinux(System.getProperty("os.name"));
        try (var _ = HomeLock.await(home, home.commandLock())) {
            var running = RunningCluster.find(home);
            if (running.filter(cluster -> !cluster.stopping()).isPresent()) {
                return new Up(running.get(), Optional.empty());
            }
            var begun = System.nanoTime();
            start(settings);
            var cluster = RunningCluster.find(home)
                    .orElseThrow(
                            () -> new Failure("The local cluster stopped as soon as it was ready. See " + home.log()));
            return new Up(cluster, Optional.of(Duration.ofNanos(System.nanoTime() - begun)));
        }
    }

    /**
     * Stops the cluster, its pods first. Everything that it knows stays in the home.
     *
     * @return false when it was not up
     */
    public boolean down() {
        if (Files.notExists(home.path())) {
            return false;
        }
        try (var _ = HomeLock.await(home, home.commandLock())) {
            var process = RunningCluster.find(home).flatMap(RunningCluster::process);
            process.ifPresent(Launcher::stop);
            Files.deleteIfExists(home.record());
            return process.isPresent();
        } catch (IOException failed) {
            throw new Failure("Cannot remove " + home.record() + ": " + failed.getMessage(), failed);
        }
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException hangs) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void start(UpSettings settings) {
        try {
            var log = home.log().toFile();
            var builder = new ProcessBuilder(command(settings))
                    .directory(new File("/"))
                    .redirectInput(new File("/dev/null"))
                    .redirectError(ProcessBuilder.Redirect.appendTo(log));
            builder.environment().put("TRAINYARD_HOME", home.path().toString());
            // glibc else keeps a heap for each of the first threads.
            builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
            var process = builder.start();
            // The cluster says one line, then never anything again; without one it has died.
            var said = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (said == null) {
                throw new Failure(
                        "The local cluster did not start. The end of " + home.log() + ":\n" + tail(log.toPath()));
            }
            if (!said.equals(ClusterProcess.READY)) {
                throw new Failure(said);
            }
        } catch (IOException failed) {
            throw new Failure("Cannot start the local cluster: " + failed.getMessage(), failed);
        }
    }

    private static List<String> command(UpSettings settings) {
        var command = new ArrayList<String>();
        // A session of its own, so that Ctrl-C and a closed terminal do not reach it.
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ClusterProcess.JVM_OPTIONS);
        Optional.ofNullable(System.getProperty("trainyard.cache")).ifPresent(cache -> {
            command.add("-XX:AOTCache=" + cache);
            command.add("-Dtrainyard.cache=" + cache);
        });
        command.add("-Dtrainyard.dist=" + System.getProperty("trainyard.dist", ""));
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(ClusterProcess.class.getName());
        command.addAll(settings.words());
        return command;
    }

    private static String tail(Path log) throws IOException {
        var lines = Files.readAllLines(log);
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    /** Fails, with what to do instead, on a system of this name that is not Linux. */
    static void requireLinux(String name) {
        var system = name.toLowerCase(Locale.ROOT);
        if (system.contains("linux")) {
            return;
        }
        var instead = system.contains("windows") ? "WSL2 (wsl --install)" : "a Linux virtual machine (Lima, say)";
        throw new Failure("The local cluster runs its pods as Linux processes, and this is "
                + name + ". Run it in " + instead
                + ". Every other command works from here, with the kubeconfig of any cluster.");
    }
}
