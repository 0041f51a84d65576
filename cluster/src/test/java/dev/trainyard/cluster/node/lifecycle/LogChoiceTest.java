package dev.trainyard.cluster.node.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.node.lifecycle.LogChoice.None;
import dev.trainyard.cluster.node.lifecycle.LogChoice.Run;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateTerminatedBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import org.junit.jupiter.api.Test;

/** The words are those of the kubelet of Kubernetes 1.36. */
class LogChoiceTest {
    @Test
    void ofARunThatGoesOn() {
        var status = of(container()
                .withContainerID("trainyard://uid.main.2")
                .withNewState()
                .withNewRunning("2026-11-25T10:00:00Z")
                .endState());

        assertThat(choose(status, false)).isEqualTo(new Run(2));
        assertThat(choose(status, true))
                .isEqualTo(new None("previous terminated container \"main\" in pod \"p\" not found"));
    }

    @Test
    void ofOneThatHasEnded() {
        var status = of(container()
                .withNewState()
                .withTerminated(ended("trainyard://uid.main.1"))
                .endState()
                .withNewLastState()
                .withTerminated(ended("trainyard://uid.main.0"))
                .endLastState());

        assertThat(choose(status, false)).isEqualTo(new Run(1));
        assertThat(choose(status, true)).isEqualTo(new Run(0));
    }

    @Test
    void ofOneThatWaitsToStartAgainIsItsLast() {
        var status = of(container()
                .withNewState()
                .withNewWaiting("back-off 10s", "CrashLoopBackOff")
                .endState()
                .withNewLastState()
                .withTerminated(ended("trainyard://uid.main.0"))
                .endLastState());

        assertThat(choose(status, false)).isEqualTo(new Run(0));
        assertThat(choose(status, true)).isEqualTo(new Run(0));
    }

    @Test
    void ofOneThatHasNotStartedSaysWhatItWaitsFor() {
        assertThat(choose(waiting("ContainerCreating"), false))
                .isEqualTo(new None("container \"main\" in pod \"p\" is waiting to start: ContainerCreating"));
        assertThat(choose(waiting("ErrImagePull"), false))
                .isEqualTo(new None("container \"main\" in pod \"p\" is waiting to start: image can't be pulled"));
        assertThat(choose(waiting("ImagePullBackOff"), false))
                .isEqualTo(new None(
                        "container \"main\" in pod \"p\" is waiting to start: trying and failing to pull image"));
        assertThat(choose(new PodStatus(), false))
                .isEqualTo(new None("container \"main\" in pod \"p\" is not available"));
    }

    private static LogChoice choose(PodStatus status, boolean previous) {
        return LogChoice.of("p", status, "main", previous);
    }

    private static PodStatus waiting(String reason) {
        return of(container().withNewState().withNewWaiting("", reason).endState());
    }

    private static ContainerStatusBuilder container() {
        return new ContainerStatusBuilder()
                .withName("main")
                .withNewState()
                .endState()
                .withNewLastState()
                .endLastState();
    }

    private static ContainerStateTerminated ended(String containerId) {
        return new ContainerStateTerminatedBuilder()
                .withContainerID(containerId)
                .build();
    }

    private static PodStatus of(ContainerStatusBuilder container) {
        return new PodStatusBuilder().withContainerStatuses(container.build()).build();
    }
}
