package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Starts containers, and commands inside them, through the shim: a small Python program that becomes each container's
 * parent. Python, because every image is a Python environment anyway and the kernel's calls can be made from it.
 */
public final class Shim {
    private static final List<String> PROGRAM = List.of(
            "__main__.py",
            "enter.py",
            "linux.py",
            "log.py",
            "refused.py",
            "root.py",
            "sandbox.py",
            "seccomp.py",
            "supervise.py",
            "users.py",
            "walk.py");

    private static final int OUTPUT_KEPT = 4096;

    private final Optional<Path> interpreter;
    private final Path program;

    /** What a command inside a container said: its exit code and the beginning of its output. */
    public record Answer(int exitCode, String output) {
        /** The exit code that stands for a command that took too long. */
        public static final int TIMED_OUT = -1;
    }

    /**
     * @param interpreter a Python 3.8 or newer; without one, every start is refused
     * @param program the folder to lay the shim's program into
     */
    public Shim(Optional<Path> interpreter, Path program) throws IOException {
        this.interpreter = interpreter;
        this.program = program;
        Files.createDirectories(program);
        for (var name : PROGRAM) {
            try (var resource = Objects.requireNonNull(Shim.class.getResourceAsStream("shim/" + name), name)) {
                var fresh = program.resolve(name + ".new");
                Files.copy(resource, fresh, StandardCopyOption.REPLACE_EXISTING);
                Files.move(fresh, program.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    /** Starts a container in a fresh folder; returns when it runs or when it is known that it will not. */
    public Launch start(Attempt attempt, ContainerSpec spec) throws InterruptedException {
        try {
            attempt.write(spec);
            var process = new ProcessBuilder(command("run", attempt, List.of()))
                    .redirectErrorStream(false)
                    .redirectError(attempt.folder().resolve("shim.err").toFile())
                    .start();
            process.getOutputStream().close();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return launch(attempt, answer);
        } catch (IOException e) {
            attempt.revoke();
            return new Launch.Refused("the container could not be started: " + e.getMessage());
        }
    }

    private Launch launch(Attempt attempt, String answer) throws IOException {
        if (answer.isBlank()) {
            attempt.revoke();
            var said = Files.readString(attempt.folder().resolve("shim.err")).strip();
            return new Launch.Refused(
                    "the container's shim did not start: " + said.substring(said.lastIndexOf('\n') + 1));
        }
        JsonNode message = Attempt.JSON.readTree(answer);
        if (message.has("refused")) {
            attempt.revoke();
            return new Launch.Refused(message.get("refused").asText());
        }
        return message.has("failed")
                ? new Launch.Failed(message.get("failed").asText())
                : new Launch.Started(attempt.folder());
    }

    /** Runs a command inside a running container. */
    public Answer execute(Attempt attempt, List<String> argv, Duration limit) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command("exec", attempt, argv))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var output = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> output.complete(head(process)));
            var inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!inTime) {
                process.destroyForcibly();
            }
            return new Answer(inTime ? process.exitValue() : Answer.TIMED_OUT, output.join());
        } catch (IOException e) {
            return new Answer(126, String.valueOf(e.getMessage()));
        }
    }

    private static String head(Process process) {
        try (var output = process.getInputStream()) {
            var head = new String(output.readNBytes(OUTPUT_KEPT), StandardCharsets.UTF_8);
            output.transferTo(OutputStream.nullOutputStream());
            return head;
        } catch (IOException e) {
            return ""; // It was killed for taking too long; what it had said does not matter.
        }
    }

    private List<String> command(String verb, Attempt attempt, List<String> more) throws IOException {
        var python = interpreter.orElseThrow(
                () -> new IOException(
                        "this machine has no Python 3, which the node agent"
                                + " needs: install it (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3)"));
        // -I and -S: nothing of the host's Python set-up, which also halves the start-up time.
        var head = List.of(
                python.toString(),
                "-I",
                "-S",
                program.toString(),
                verb,
                attempt.folder().toString());
        return Stream.concat(head.stream(), more.stream()).toList();
    }
}
