package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GpuSharesTest {
    private static final PodSpec SPEC = Serialization.unmarshal("""
            initContainers:
            - {name: first, resources: {limits: {nvidia.com/gpu: "2"}}}
            - {name: side, restartPolicy: Always, resources: {limits: {nvidia.com/gpu: "1"}}}
            containers:
            - {name: trainer, resources: {limits: {nvidia.com/gpu: "1"}}}
            - {name: evaluator, resources: {limits: {nvidia.com/gpu: "1"}}}
            - {name: uploader}
            """, PodSpec.class);

    @Test
    void noTwoContainersThatRunTogetherSeeTheSame() {
        assertThat(GpuShares.count(SPEC)).isEqualTo(3);
        assertThat(GpuShares.of(SPEC, List.of("a", "b", "c")))
                .isEqualTo(Map.of(
                        "first", List.of("a", "b"),
                        "side", List.of("a"),
                        "trainer", List.of("b"),
                        "evaluator", List.of("c"),
                        "uploader", List.of()));
    }
}
