package dev.trainyard.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningClusterTest {
    @Test
    void aProcessThatTheKernelTakesDownIsNotUp() {
        var rest = " 1 1 1 0 -1 %s 0 0 0 0 0 0 0 0 20 0 1 0 4711 0 0";

        assertThat(ProcessStat.parse("7 (java) S" + rest.formatted("4194560"))).isEqualTo(new ProcessStat(false, 4711));
        assertThat(ProcessStat.parse("7 (a) Z (b) R" + rest.formatted("4194564")))
                .isEqualTo(new ProcessStat(true, 4711));
        assertThat(ProcessStat.parse("7 (java) Z" + rest.formatted("4194560"))).isEqualTo(new ProcessStat(true, 4711));
    }

    /** As after a crash where nobody asks for the process's end, in a container say. */
    @Test
    void aZombieIsNotUp(@TempDir Path home) throws IOException {
        // The shell that would ask for the end of its child becomes a program that does not.
        var parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec sleep 60").start();
        try {
            var pid = Long.parseLong(parent.inputReader(UTF_8).readLine());
            var cluster = RunningCluster.of(pid, "https://127.0.0.1:1", Ports.USUAL, List.of());
            cluster.write(new Home(home));
            assertThat(RunningCluster.find(new Home(home))).contains(cluster);

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            while (!ProcessStat.read(pid).orElseThrow().ending()) {
                Thread.onSpinWait();
            }

            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(RunningCluster.find(new Home(home))).isEmpty();
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void aClusterThatEndsSaysSo(@TempDir Path home) throws IOException {
        var cluster = RunningCluster.self("https://127.0.0.1:1", Ports.USUAL, List.of());

        cluster.asStopping().write(new Home(home));

        assertThat(RunningCluster.find(new Home(home))).contains(cluster.asStopping());
    }
}
