package dev.trainyard.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that a test has started, with its output in a file. It ends with the test's JVM at the latest. */
final class ChildProcess implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final Thread atExit;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
        this.atExit = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /** Starts it in a folder, its output appended to {@code <name>.log} there. */
    static ChildProcess start(String name, Path folder, Map<String, String> environment, List<String> command) {
        try {
            var log = folder.resolve(name + ".log");
            var builder = new ProcessBuilder(command).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            var process = builder.start();
            process.getOutputStream().close();
            return new ChildProcess(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: it learns nothing of its end. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
        forget();
    }

    /** SIGTERM, and SIGKILL for one that is deaf to it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        forget();
    }

    private void forget() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException shuttingDown) {
            // The hook is running already.
        }
    }

    /** Its exit code, when it has ended. */
    int await() {
        return process.onExit().join().exitValue();
    }

    /** The end of what it has said. */
    String tail() {
        return tail(log);
    }

    /** The end of a log. */
    static String tail(Path log) {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(" + log + " cannot be read: " + e.getMessage() + ")";
        }
    }
}
