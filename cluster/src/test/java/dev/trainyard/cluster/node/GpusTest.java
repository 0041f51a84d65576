package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.node.Gpus.Gpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
    private static final List<Gpu> TWO =
            List.of(new Gpu("0", "X", Optional.empty()), new Gpu("1", "X", Optional.empty()));

    @TempDir
    Path pods;

    @Test
    void readsWhatNvidiaSmiSays() {
        assertThat(Gpus.parse("0, NVIDIA H200, 143771\n1, Tesla T4, [N/A]\nnoise\n"))
                .containsExactly(
                        new Gpu("0", "NVIDIA-H200", Optional.of(143771L)), new Gpu("1", "Tesla-T4", Optional.empty()));
    }

    @Test
    void handsOutEachGpuOnceAndRemembersAcrossARestart() throws IOException {
        var gpus = new Gpus(TWO, pods);
        assertThat(gpus.allocate(pods.resolve("a"), 1)).contains(List.of("0"));
        assertThat(gpus.allocate(pods.resolve("b"), 2)).isEmpty();

        var again = new Gpus(TWO, pods);
        assertThat(again.allocate(pods.resolve("a"), 1)).contains(List.of("0"));
        assertThat(again.allocate(pods.resolve("b"), 1)).contains(List.of("1"));
        assertThat(again.free()).isZero();

        again.release(pods.resolve("a"));
        assertThat(again.allocate(pods.resolve("c"), 1)).contains(List.of("0"));
    }
}
