package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The processes of this machine, which a node agent's containers are some of. */
final class HostProcesses {
    /** Ends, as {@code kill -9} does, the one process that has a word among its arguments. */
    static void kill(String word) {
        var found = having(word);
        assertThat(found).as("processes with %s among their arguments", word).hasSize(1);
        kill(found.getFirst());
    }

    /** Ends, as {@code kill -9} does, the one process whose environment has variables that begin so. */
    static void killWithVariables(String... variables) {
        var found = ProcessHandle.allProcesses()
                .filter(process -> {
                    var environment = environment(process);
                    return Arrays.stream(variables)
                            .allMatch(wanted -> environment.stream().anyMatch(it -> it.startsWith(wanted)));
                })
                .toList();
        assertThat(found)
                .as("processes with %s in their environment", List.of(variables))
                .hasSize(1);
        kill(found.getFirst());
    }

    private static void kill(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    private static List<String> environment(ProcessHandle process) {
        try {
            return List.of(Files.readString(Path.of("/proc", Long.toString(process.pid()), "environ"))
                    .split("\0"));
        } catch (IOException notOurs) {
            return List.of();
        }
    }

    /** Returns when the one process that has a word among its arguments has ended. */
    static void awaitEnd(String word) {
        having(word).forEach(process -> process.onExit().join());
    }

    private static List<ProcessHandle> having(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().stream()
                        .flatMap(Arrays::stream)
                        .anyMatch(word::equals))
                .toList();
    }

    private HostProcesses() {}
}
