package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A chief pod as the uploader sees it: a volume, the operator's signals, a termination log; and the uploader itself, as
 * a process started by the launcher of the build.
 */
final class Pod implements AutoCloseable {
    private static final Path LAUNCHER =
            Path.of(System.getProperty("launcher", "target/dist/bin/uploader")).toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final Path output;
    final Map<String, String> environment = new HashMap<>();
    private final Path signals;
    private final Path logs;
    private final Path terminationLog;
    private int signalsGiven;
    private List<String> wrapper = List.of();
    private Running uploader;

    Pod(Path folder, Map<String, String> store) throws IOException {
        output = Files.createDirectories(folder.resolve("output"));
        signals = Files.createDirectories(folder.resolve("signals"));
        logs = Files.createDirectories(folder.resolve("logs"));
        uploader = new Running(new ProcessBuilder("true").start());
        terminationLog = Files.createFile(folder.resolve("termination-log"));
        environment.putAll(Map.of(
                "TRAINYARD_OUTPUT",
                output.toString(),
                "TRAINYARD_SIGNALS",
                signals.toString(),
                "TRAINYARD_LOGS",
                logs.toString(),
                "TRAINYARD_TERMINATION_LOG",
                terminationLog.toString()));
        environment.putAll(store);
        environment.putAll(Map.of(
                "TRAINYARD_KIND", "TFJob",
                "TRAINYARD_NAMESPACE", "default",
                "TRAINYARD_JOB", "digits",
                "TRAINYARD_RUN", "7a1c",
                "TRAINYARD_ATTEMPT", "1"));
    }

    /** Runs {@code prepare} to its end; returns its exit code. */
    int prepare() throws Exception {
        start("prepare");
        return exitCode();
    }

    /** Starts {@code run} and waits until it waits. */
    void run() throws Exception {
        start("run");
        awaitLine("waiting for .*");
    }

    /** Root may read everything, unless it is told not to; others may not anyway. */
    void dropPrivileges() {
        if ("root".equals(System.getProperty("user.name"))) {
            wrapper = List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search");
        }
    }

    void start(String command) throws IOException {
        var words = new ArrayList<>(wrapper);
        words.addAll(List.of(LAUNCHER.toString(), command));
        var builder = new ProcessBuilder(words);
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true);
        uploader = new Running(builder.start());
    }

    void write(String path, String content) throws IOException {
        var file = output.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    void done() throws IOException {
        write("DONE", "");
    }

    /**
     * Relays the trainer's end as the kubelet does: a folder of the new content, and a link renamed over the old one.
     */
    void signal(String json) throws IOException {
        bring(signals, ++signalsGiven, Map.of("trainer", json));
    }

    /** Brings the logs of the run's pods, in the same way. */
    void logs(Map<String, String> files) throws IOException {
        bring(logs, 1, files);
    }

    private static void bring(Path volume, int version, Map<String, String> files) throws IOException {
        var content = Files.createDirectory(volume.resolve(".." + version));
        for (var file : files.entrySet()) {
            Files.writeString(content.resolve(file.getKey()), file.getValue());
        }
        var link = Files.createSymbolicLink(volume.resolve("..data_tmp"), content.getFileName());
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (version == 1) {
            for (var name : files.keySet()) {
                Files.createSymbolicLink(volume.resolve(name), Path.of("..data").resolve(name));
            }
        }
    }

    void ended(String outcome, int exitCode) throws IOException {
        signal("{\"containerID\":\"c0\",\"restarts\":0,\"exitCode\":%d,\"outcome\":\"%s\",\"final\":true}"
                .formatted(exitCode, outcome));
    }

    /** The same, and the logs are to come. */
    void endedWithLogs(String outcome, int exitCode) throws IOException {
        signal("{\"containerID\":\"c0\",\"restarts\":0,\"exitCode\":%d,\"outcome\":\"%s\",\"final\":true,\"logs\":true}"
                .formatted(exitCode, outcome));
    }

    /** Waits for a line of the log that matches as a whole. */
    void awaitLine(String regex) throws InterruptedException {
        awaitLines(regex, 1);
    }

    /** Waits until so many lines of the log match. */
    void awaitLines(String regex, int count) throws InterruptedException {
        uploader.awaitLines(Pattern.compile(regex), count);
    }

    int exitCode() throws Exception {
        return uploader.exitCode();
    }

    /** Whether the uploader ends by itself in this time. */
    boolean endsWithin(int millis) throws InterruptedException {
        return uploader.process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    boolean isAlive() {
        return uploader.process.isAlive();
    }

    String log() {
        return uploader.log();
    }

    /** What the uploader has noted of its work so far; a line that a kill has cut off is none. */
    List<Map<String, Object>> journal() throws IOException {
        var file = output.resolve(".trainyard/upload.jsonl");
        if (!Files.exists(file)) {
            return List.of();
        }
        var lines = new ArrayList<Map<String, Object>>();
        // At once: a reader of lines that comes to the end of one that is being written takes the rest of it for
        // another.
        for (var line : Files.readString(file).lines().toList()) {
            if (line.endsWith("}")) {
                lines.add(JSON.std.mapFrom(line));
            }
        }
        return lines;
    }

    String lastWords() throws IOException {
        return Files.readString(terminationLog);
    }

    /** Sends SIGTERM; unlike {@link Process#destroy}, the handle leaves the log open. */
    void terminate() {
        uploader.process.toHandle().destroy();
    }

    /** {@code kill -9}. */
    void kill() throws Exception {
        uploader.process.toHandle().destroyForcibly();
        uploader.exitCode();
    }

    long pid() {
        return uploader.process.pid();
    }

    @Override
    public void close() {
        uploader.process.destroyForcibly();
    }

    private static final class Running {
        private final Process process;
        private final StringBuilder log = new StringBuilder();
        private final CompletableFuture<Void> logEnded = new CompletableFuture<>();

        private Running(Process process) {
            this.process = process;
            Thread.ofVirtual().start(this::read);
        }

        private void read() {
            try (var lines = new BufferedReader(process.inputReader(StandardCharsets.UTF_8))) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    synchronized (log) {
                        log.append(line).append('\n');
                        log.notifyAll();
                    }
                }
                logEnded.complete(null);
            } catch (IOException e) {
                logEnded.completeExceptionally(new UncheckedIOException(e));
            }
        }

        private void awaitLines(Pattern pattern, int count) throws InterruptedException {
            var until = System.nanoTime() + PATIENCE.toNanos();
            synchronized (log) {
                while (log.toString()
                                .lines()
                                .filter(line -> pattern.matcher(line).matches())
                                .count()
                        < count) {
                    var left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
                    if (left <= 0) {
                        throw new AssertionError("no line like \"" + pattern + "\" in:\n" + log);
                    }
                    log.wait(left);
                }
            }
        }

        private int exitCode() throws Exception {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("still running:\n" + log());
            }
            logEnded.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return process.exitValue();
        }

        private String log() {
            synchronized (log) {
                return log.toString();
            }
        }
    }
}
