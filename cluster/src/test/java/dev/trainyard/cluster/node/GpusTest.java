package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.node.Gpus.Gpu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
    private static final List<Gpu> TWO =
            List.of(new Gpu("GPU-a", "X", Optional.empty()), new Gpu("GPU-b", "X", Optional.empty()));

    @TempDir
    Path pods;

    @Test
    void readsWhatNvidiaSmiSays() {
        assertThat(Gpus.parse("""
                        GPU-1d2c, NVIDIA H100 80GB HBM3, 81559
                        GPU-3e4f, Tesla T4, [N/A]
                        No devices were found
                        """))
                .containsExactly(
                        new Gpu("GPU-1d2c", "NVIDIA-H100-80GB-HBM3", Optional.of(81559L)),
                        new Gpu("GPU-3e4f", "Tesla-T4", Optional.empty()));
    }

    @Test
    void readsWhatTheDriverSays() {
        assertThat(Gpus.parseInformation(List.of(
                        "Model: \t\t NVIDIA GeForce RTX 4090",
                        "IRQ:   \t\t 85",
                        "GPU UUID: \t GPU-5a6b",
                        "Device Minor: \t 0")))
                .contains(new Gpu("GPU-5a6b", "NVIDIA-GeForce-RTX-4090", Optional.empty()));
        assertThat(Gpus.parseInformation(List.of("Model: X", "GPU UUID: GPU-????????-????")))
                .isEmpty();
    }

    @Test
    void labelsTheNodeAsGpuFeatureDiscoveryDoes() {
        assertThat(Gpus.labels(List.of(new Gpu("GPU-a", "NVIDIA-H200", Optional.of(143771L)))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "nvidia.com/gpu.present", "true",
                        "nvidia.com/gpu.count", "1",
                        "nvidia.com/gpu.product", "NVIDIA-H200",
                        "nvidia.com/gpu.memory", "143771"));
        assertThat(Gpus.labels(List.of())).isEmpty();
    }

    @Test
    void handsOutEachGpuOnceAndRemembersAcrossARestart() throws IOException {
        var gpus = new Gpus(TWO, pods);
        assertThat(gpus.allocate(pods.resolve("a"), 1)).contains(List.of("GPU-a"));
        assertThat(gpus.allocate(pods.resolve("b"), 2)).isEmpty();

        var again = new Gpus(TWO, pods);
        assertThat(again.allocate(pods.resolve("a"), 1)).contains(List.of("GPU-a"));
        assertThat(again.allocate(pods.resolve("b"), 1)).contains(List.of("GPU-b"));
        assertThat(again.free()).isZero();
    }

    @Test
    void whatIsReleasedStaysReleasedAcrossARestart() throws IOException {
        var gpus = new Gpus(TWO, pods);
        gpus.allocate(pods.resolve("a"), 2);

        gpus.release(pods.resolve("a"));

        assertThat(new Gpus(TWO, pods).allocate(pods.resolve("b"), 2)).contains(List.of("GPU-a", "GPU-b"));
    }
}
