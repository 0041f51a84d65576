package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.operator.plan.Action;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrphanedRunTest {
    private static final String TRAINER =
            "{name: tensorflow, image: a, command: [sh], args: [train], env: [{name: LR, value: '0.1'}]}";
    private static final String UPLOADER = "{name: uploader, image: u, env: [{name: TRAINYARD_RUN, value: old}]}";
    private static final String RUNNING = "tensorflow: {running: {}}";
    private static final String ENDED = "tensorflow: {terminated: {exitCode: 0}}";

    private final Pod wanted = pod("chief", TRAINER, "Pending", "");

    @Test
    void aRunThatGoesOnIsTheJobs() {
        var chief = pod("chief", TRAINER, "Running", RUNNING);
        var worker = pod("worker", TRAINER, "Pending", "");
        assertThat(of(chief, chief, worker)).isEqualTo(new OrphanedRun.GoesOn());
    }

    @Test
    void whatTheServerAndWebhooksAddChangesNothing() {
        var chief = pod(
                "chief",
                "{name: tensorflow, image: a, imagePullPolicy: Always, command: [sh], args: [train],"
                        + " env: [{name: ADDED, value: x}, {name: LR, value: '0.1'}]}, {name: istio-proxy, image: i}",
                "Running",
                RUNNING);
        assertThat(of(chief, chief)).isEqualTo(new OrphanedRun.GoesOn());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: tensorflow, image: b, command: [sh], args: [train], env: [{name: LR, value: '0.1'}]}",
                "{name: tensorflow, image: a, command: [sh], args: [eval], env: [{name: LR, value: '0.1'}]}",
                "{name: tensorflow, image: a, args: [train], env: [{name: LR, value: '0.1'}]}",
                "{name: tensorflow, image: a, command: [sh], args: [train], env: [{name: LR, value: '0.01'}]}",
                "{name: trainer, image: a, command: [sh], args: [train], env: [{name: LR, value: '0.1'}]}"
            })
    void anotherTrainingIsNotTheJobs(String trainer) {
        var chief = pod("chief", trainer, "Running", RUNNING);
        assertThat(of(chief, chief)).isEqualTo(new OrphanedRun.IsAnother(List.of("digits-chief-0"), List.of()));
    }

    @Test
    void theArtifactsOfAnotherRunAreNotTheJobs() {
        var chief = pod("chief", TRAINER + "," + UPLOADER, "Running", RUNNING);
        chief.getMetadata().getAnnotations().put("trainyard.dev/attempt", "1");
        assertThat(of(chief, chief)).isEqualTo(new OrphanedRun.IsAnother(List.of("digits-chief-0"), List.of()));
    }

    @Test
    void aLaterRoundIsNotTheJobs() {
        var chief = pod("chief", TRAINER, "Running", RUNNING);
        chief.getMetadata().getAnnotations().put("trainyard.dev/round", "2");
        assertThat(of(chief, chief)).isEqualTo(new OrphanedRun.IsAnother(List.of("digits-chief-0"), List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Succeeded", "Failed"})
    void whatHasEndedMakesRoomAndIsNoResult(String phase) {
        var chief = pod("chief", TRAINER, phase, ENDED);
        var worker = pod("worker", TRAINER, phase, "");
        assertThat(of(chief, chief, worker))
                .isEqualTo(new OrphanedRun.IsOver(List.of(
                        new Action.DeletePod("digits-chief-0", "uid-chief"),
                        new Action.DeletePod("digits-worker-0", "uid-worker"))));
    }

    @Test
    void aTrainerThatHasEndedBesideASidecarMakesRoom() {
        var chief = pod(
                "chief",
                TRAINER + ", {name: istio-proxy, image: i}",
                "Running",
                ENDED + ", istio-proxy: {running: {}}");
        assertThat(of(chief, chief))
                .isEqualTo(new OrphanedRun.IsOver(List.of(new Action.DeletePod("digits-chief-0", "uid-chief"))));
    }

    /** A parameter server keeps the variables of the old run. */
    @Test
    void aRunWhoseChiefHasEndedIsNotGoneOnWith() {
        var chief = pod("chief", TRAINER, "Succeeded", ENDED);
        var worker = pod("ps", TRAINER, "Running", RUNNING);
        assertThat(of(chief, chief, worker)).isEqualTo(new OrphanedRun.IsAnother(List.of("digits-ps-0"), List.of()));
    }

    @Test
    void anUploaderIsToldHowItsTrainerEndedAndWaitedFor() {
        var chief = pod("chief", TRAINER + "," + UPLOADER, "Running", ENDED + ", uploader: {running: {}}");
        chief.getMetadata().getAnnotations().put("trainyard.dev/attempt", "1");
        assertThat(of(chief, chief))
                .isEqualTo(new OrphanedRun.IsAnother(
                        List.of("digits-chief-0"),
                        List.of(new Action.Signal(
                                "digits-chief-0",
                                "uid-chief",
                                "{\"restarts\":0,\"exitCode\":0,\"outcome\":\"Succeeded\",\"final\":true}"))));
    }

    private OrphanedRun of(Pod there, Pod... left) {
        return OrphanedRun.of(wanted, there, List.of(left), "tensorflow");
    }

    private static Pod pod(String role, String containers, String phase, String states) {
        var statuses = states.isEmpty()
                ? ""
                : Arrays.stream(states.split(", ", -1))
                        .map(state -> state.split(": ", 2))
                        .map(state -> "{name: %s, restartCount: 0, state: %s}".formatted(state[0], state[1]))
                        .collect(Collectors.joining(", "));
        return Serialization.kubernetes().unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: digits-%1$s-0
                  uid: uid-%1$s
                  annotations: {}
                  labels: {training.kubeflow.org/replica-type: %1$s, training.kubeflow.org/replica-index: "0"}
                spec: {restartPolicy: Never, containers: [%2$s]}
                status: {phase: %3$s, containerStatuses: [%4$s]}
                """.formatted(role, containers, phase, statuses), Pod.class);
    }
}
