package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CleanPodPolicyTest {
    private static final ContainerState ENDED = new Ended(0, "", Optional.empty(), "");

    @Test
    void runningAndUnsetDeleteWhatHasNotEnded() {
        assertThat(CleanPodPolicy.named("")).contains(CleanPodPolicy.RUNNING);
        assertThat(CleanPodPolicy.RUNNING.deletes(pod("Running", container("tensorflow", new Running()))))
                .isTrue();
        assertThat(CleanPodPolicy.RUNNING.deletes(pod("Pending"))).isTrue();
        assertThat(CleanPodPolicy.RUNNING.deletes(pod("Succeeded"))).isFalse();
        assertThat(CleanPodPolicy.RUNNING.deletes(pod("Failed"))).isFalse();
    }

    @Test
    void allDeletesAll() {
        assertThat(CleanPodPolicy.ALL.deletes(pod("Failed"))).isTrue();
    }

    @Test
    void noneKeepsAllButPodsInWhichOnlyForeignContainersRun() {
        assertThat(CleanPodPolicy.NONE.deletes(pod("Running", container("tensorflow", new Running()))))
                .isFalse();
        assertThat(CleanPodPolicy.NONE.deletes(
                        pod("Running", container("tensorflow", ENDED), container("istio-proxy", new Running()))))
                .isTrue();
        assertThat(CleanPodPolicy.NONE.deletes(
                        pod("Running", container("tensorflow", ENDED), container("uploader", new Running()))))
                .isFalse();
    }

    @Test
    void namesAreV1s() {
        assertThat(CleanPodPolicy.named("None")).contains(CleanPodPolicy.NONE);
        assertThat(CleanPodPolicy.named("none")).isEmpty();
    }

    private static PodContainer container(String name, ContainerState state) {
        return new PodContainer(name, state, Optional.empty(), 0, Optional.empty());
    }

    private static ReplicaPod pod(String phase, PodContainer... containers) {
        return new ReplicaPod(
                "p",
                "u",
                "worker",
                0,
                phase,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "Never",
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of("tensorflow"),
                Optional.empty(),
                Arrays.asList(containers),
                List.of());
    }
}
