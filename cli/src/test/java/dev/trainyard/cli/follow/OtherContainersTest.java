package dev.trainyard.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.screen.JobLines;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What keeps a container beside the trainer from starting. */
class OtherContainersTest {
    private static final String MISSING =
            "{waiting: {reason: CreateContainerConfigError, message: 'secret \"data\" not found'}}";
    private static final String INITIALIZING = "{waiting: {reason: PodInitializing}}";
    private static final String CREATING = "{waiting: {reason: ContainerCreating}}";
    private static final String RUNNING = "{running: {startedAt: '2026-11-23T10:00:00Z'}}";

    @Test
    void anInitContainerThatWaitsIsNamed() {
        assertThat(lines(pod(MISSING, INITIALIZING, INITIALIZING, INITIALIZING)))
                .contains("  worker-0  CreateContainerConfigError  container fetch: secret \"data\" not found");
    }

    @Test
    void theTrainerThatWaitsIsNotNamed() {
        assertThat(lines(pod(RUNNING, MISSING, RUNNING, RUNNING)))
                .contains("  worker-0  CreateContainerConfigError  secret \"data\" not found");
    }

    @Test
    void aSidecarThatWaitsIsNamedBesideTheRunningTrainer() {
        assertThat(lines(pod(RUNNING, RUNNING, MISSING, RUNNING)))
                .contains(
                        "  worker-0  Running    container agent: CreateContainerConfigError: secret \"data\" not found");
    }

    @Test
    void aSidecarThatIsOnItsWayIsNotTold() {
        assertThat(lines(pod(RUNNING, RUNNING, CREATING, CREATING))).contains("  worker-0  Running");
    }

    @Test
    void anInitContainerThatRunsOnDoesNotHideTheRunningTrainer() {
        assertThat(lines(pod("{waiting: {reason: CrashLoopBackOff, message: back-off}}", RUNNING, RUNNING, RUNNING)))
                .contains("  worker-0  Running    container fetch: CrashLoopBackOff: back-off");
    }

    @Test
    void theUploadersRowSaysWhyItWaits() {
        assertThat(lines(pod(RUNNING, RUNNING, RUNNING, MISSING)))
                .contains("  worker-0  Running", "  uploader  CreateContainerConfigError  secret \"data\" not found");
    }

    @Test
    void aWarningNamesTheContainerThatItIsAbout() {
        assertThat(lines(pod(RUNNING, CREATING, RUNNING, RUNNING), warned(Optional.of("agent"))))
                .contains("  worker-0  Pending    container agent: Failed: Error: secret \"data\" not found");
        assertThat(lines(pod(RUNNING, CREATING, RUNNING, RUNNING), warned(Optional.of("train"))))
                .contains("  worker-0  Pending    Failed: Error: secret \"data\" not found");
    }

    @Test
    void anEventSaysByItsFieldWhichContainerItIsAbout() {
        assertThat(Signal.Warned.of(event("{kind: Pod, name: p, fieldPath: 'spec.containers{agent}'}")))
                .contains(new Signal.Warned("p", Optional.of("agent"), "Failed", "Error"));
        assertThat(Signal.Warned.of(event("{kind: Pod, name: p, fieldPath: 'spec.initContainers{fetch}'}")))
                .contains(new Signal.Warned("p", Optional.of("fetch"), "Failed", "Error"));
        assertThat(Signal.Warned.of(event("{kind: Pod, name: p}")))
                .contains(new Signal.Warned("p", Optional.empty(), "Failed", "Error"));
        assertThat(Signal.Warned.of(event("{kind: TFJob, name: p}"))).isEmpty();
    }

    private static Event event(String about) {
        return Serialization.unmarshal(
                "reason: Failed\nmessage: Error\ninvolvedObject: %s".formatted(about), Event.class);
    }

    private static Signal warned(Optional<String> container) {
        return new Signal.Warned("digits-worker-0", container, "Failed", "Error: secret \"data\" not found");
    }

    private static List<String> lines(Signal... signals) {
        var state = RunState.NOTHING;
        for (var signal : signals) {
            state = state.after(signal);
        }
        return JobLines.of(JobViews.of("TFJob", "digits", state), 200);
    }

    private static Signal pod(String fetch, String train, String agent, String uploader) {
        return new Signal.PodSeen(
                Serialization.unmarshal("""
                metadata:
                  name: digits-worker-0
                  uid: u
                  annotations: {trainyard.dev/container: train}
                  labels: {training.kubeflow.org/replica-type: worker, training.kubeflow.org/replica-index: "0"}
                spec:
                  initContainers: [{name: fetch, image: i}]
                  containers: [{name: agent, image: i}, {name: train, image: i}, {name: uploader, image: i}]
                status:
                  phase: Pending
                  initContainerStatuses:
                  - {name: fetch, restartCount: 0, state: %s}
                  containerStatuses:
                  - {name: train, restartCount: 0, state: %s}
                  - {name: agent, restartCount: 0, state: %s}
                  - {name: uploader, restartCount: 0, state: %s}
                """.formatted(fetch, train, agent, uploader), Pod.class), Instant.EPOCH);
    }
}
