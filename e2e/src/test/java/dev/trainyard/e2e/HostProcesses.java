package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;

/** The processes of this machine, which a node agent's containers are some of. */
final class HostProcesses {
    /** Ends, as {@code kill -9} does, the one process that has a word among its arguments. */
    static void kill(String word) {
        var found = having(word);
        assertThat(found).as("processes with %s among their arguments", word).hasSize(1);
        found.getFirst().destroyForcibly();
        found.getFirst().onExit().join();
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
