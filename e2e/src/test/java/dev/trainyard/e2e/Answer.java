package dev.trainyard.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * What a program said, on both of its outputs, and how it ended.
 *
 * @param code its exit code
 * @param output all of it
 */
record Answer(int code, String output) {
    /** Runs a program to its end. */
    static Answer of(List<String> command, Map<String, String> environment, String input) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(UTF_8));
            }
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Answer(process.onExit().join().exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst(), e);
        }
    }

    List<String> lines() {
        return output.lines().toList();
    }
}
