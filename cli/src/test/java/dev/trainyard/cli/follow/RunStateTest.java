package dev.trainyard.cli.follow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.cli.screen.JobLines;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunStateTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final String RUNNING = "{running: {startedAt: '2026-11-23T10:00:00Z'}}";

    @Test
    void aRunFromTheImageToTheEnd() {
        var pulling = "{waiting: {reason: ContainerCreating, message: "
                + "'image tensorflow:2 → Python environment, 42 % (downloading, 9 s)'}}";
        assertThat(picture(pod("chief", 0, "Pending", pulling, RUNNING), pod("worker", 0, "Pending", pulling, "")))
                .isEqualTo("""
                        Image tensorflow:2 → Python environment  ━━━━┄┄┄┄┄┄  42 %   9.0 s
                        TFJob digits
                          chief-0   Pending
                          worker-0  Pending
                          uploader  waits for the training to end
                        """);
        assertThat(picture(
                        pod("chief", 0, "Pending", pulling, RUNNING),
                        pod("chief", 0, "Running", RUNNING, RUNNING),
                        new Signal.Logged("digits-chief-0", "tensorflow", "epoch 7/8  loss 0.077  accuracy 0.975"),
                        pod("worker", 0, "Running", RUNNING, ""),
                        new Signal.Logged("digits-worker-0", "tensorflow", "epoch 7/8"),
                        new Signal.Logged("digits-chief-0", "uploader", "uploading files=3/9 bytes=50/100")))
                .isEqualTo("""
                        Image tensorflow:2 → Python environment  ━━━━━━━━━━ 100 %   9.0 s   (cached from now on)
                        TFJob digits
                          chief-0   Running    epoch 7/8  loss 0.077  accuracy 0.975
                          worker-0  Running    epoch 7/8
                          uploader  ━━━━━┄┄┄┄┄ 3/9 files  0.0 MiB of 0.0 MiB
                        """);
    }

    @Test
    void anImageThatIsMadeWhileTheTrainingGoesOnIsNoPreparationForIt() {
        var pulling =
                "{waiting: {reason: ContainerCreating, message: 'image %s → Python environment, 42 %% (downloading, 9 s)'}}";
        var running = "{running: {startedAt: '" + NOW.minusSeconds(20) + "'}}";

        assertThat(state(pod("chief", 0, "Pending", pulling.formatted("tensorflow:2"), RUNNING))
                        .imagesReady())
                .contains(NOW);
        assertThat(state(pod("chief", 0, "Running", running, pulling.formatted("uploader")))
                        .imagesReady())
                .isEmpty();
    }

    @Test
    void whyAPodDoesNotStart() {
        var unpullable = "{waiting: {reason: ErrImagePull, message: \"no entry matches busybox\\nadd one\"}}";
        assertThat(picture(pod("worker", 0, "Pending", unpullable, "")))
                .contains("worker-0  ErrImagePull  no entry matches busybox\n");
        assertThat(picture(
                        pod("worker", 0, "Pending", "{waiting: {reason: ContainerCreating}}", ""),
                        new Signal.Warned("digits-worker-0", "FailedMount", "configmap \"digits\" not found")))
                .contains("worker-0  Pending    FailedMount: configmap \"digits\" not found");
    }

    @Test
    void aRestartIsCountedAndANewPodBeginsAnew() {
        var first = pod("worker", 0, "Running", RUNNING, "");
        assertThat(picture(first, new Signal.Logged("digits-worker-0", "tensorflow", "epoch 3/8"), restarted(first)))
                .contains("worker-0  Running    epoch 3/8  (restarts: 1)");
        assertThat(picture(
                        first,
                        new Signal.Logged("digits-worker-0", "tensorflow", "epoch 3/8"),
                        pod("worker", 0, "Pending", "{waiting: {reason: ContainerCreating}}", "", "another uid")))
                .contains("worker-0  Pending\n");
    }

    @Test
    void theFirstToFailIsTheCause() {
        var state = state(
                job("Failed", "TFJobFailed", "TFJob digits has failed"),
                pod("chief", 0, "Failed", "{terminated: {exitCode: 1, finishedAt: '2026-11-23T10:00:05Z'}}", ""),
                pod("worker", 0, "Failed", "{terminated: {exitCode: 42, finishedAt: '2026-11-23T10:00:01Z'}}", ""),
                new Signal.Logged("digits-worker-0", "tensorflow", "ValueError: on purpose"));
        assertThat(state.finished()).isTrue();
        assertThat(Outcome.exitCode(state)).isEqualTo(42);
        assertThat(FailureReport.lines("digits", state, "trainyard"))
                .containsExactly(
                        "Failed: TFJob digits has failed",
                        "The last that worker-0 said:",
                        "  | ValueError: on purpose",
                        "Next:  trainyard logs digits --role worker --index 0   trainyard describe digits");
    }

    /** A traceback in colours, and one that is made to clear the screen. */
    @Test
    void theLastLinesSteerNoTerminal() {
        var state = state(
                job("Failed", "TFJobFailed", "failed\\u001b[2J"),
                pod("chief", 0, "Failed", "{terminated: {exitCode: 1}}", ""),
                new Signal.Logged("digits-chief-0", "tensorflow", "  \u001b[31mline 3\u001b[0m\u009b2J"),
                new Signal.Logged("digits-chief-0", "tensorflow", "10%\r100%"));
        assertThat(FailureReport.lines("digits", state, "trainyard"))
                .startsWith(
                        "Failed: failed\\u001b[2J", "The last that chief-0 said:", "  |   line 3\\u009b2J", "  | 100%");
    }

    @Test
    void successIsZeroAndAFailureWithoutAnExitIsOne() {
        assertThat(Outcome.exitCode(state(job("Succeeded", "TFJobSucceeded", ""))))
                .isZero();
        assertThat(Outcome.exitCode(state(job("Failed", "DeadlineExceeded", ""))))
                .isEqualTo(1);
    }

    @Test
    void outOfMemorySaysWhatToDo() {
        var state = state(
                job("Failed", "TFJobFailed", "failed"),
                pod("chief", 0, "Failed", "{terminated: {exitCode: 137, reason: OOMKilled}}", ""));
        assertThat(FailureReport.lines("digits", state, "trainyard").getLast()).contains("limits.memory");
        assertThat(JobLines.of(JobViews.of("TFJob", "digits", state), 80))
                .contains("  chief-0   Failed     out of memory");
    }

    private static String picture(Signal... signals) {
        return String.join("\n", JobLines.of(JobViews.of("TFJob", "digits", state(signals)), 200)) + "\n";
    }

    private static RunState state(Signal... signals) {
        var state = RunState.NOTHING;
        for (var signal : signals) {
            state = state.after(signal);
        }
        return state;
    }

    private static Signal job(String condition, String reason, String message) {
        return new Signal.JobSeen(dev.trainyard.api.Serialization.kubernetes()
                .unmarshal("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: digits}
                status:
                  conditions:
                    - {type: %s, status: "True", reason: %s, message: "%s", lastUpdateTime: x, lastTransitionTime: x}
                """.formatted(condition, reason, message), TFJob.class));
    }

    private static Signal.PodSeen pod(String role, int index, String phase, String trainer, String uploader) {
        return pod(role, index, phase, trainer, uploader, "uid");
    }

    private static Signal.PodSeen pod(
            String role, int index, String phase, String trainer, String uploader, String uid) {
        var containers = new ArrayList<>(List.of("{name: tensorflow, image: 'tensorflow:2'}"));
        var statuses = new ArrayList<>(List.of("{name: tensorflow, restartCount: 0, state: " + trainer + "}"));
        if (!uploader.isEmpty()) {
            containers.add("{name: uploader, image: uploader}");
            statuses.add("{name: uploader, state: " + uploader + "}");
        }
        return new Signal.PodSeen(
                Serialization.unmarshal(
                        """
                metadata:
                  name: digits-%s-%d
                  uid: %s
                  labels: {training.kubeflow.org/replica-type: %s, training.kubeflow.org/replica-index: "%d"}
                spec:
                  containers: %s
                status:
                  phase: %s
                  containerStatuses: %s
                """.formatted(role, index, uid, role, index, containers, phase, statuses), Pod.class),
                NOW);
    }

    private static Signal restarted(Signal.PodSeen seen) {
        var pod = Serialization.clone(seen.pod());
        pod.getStatus().getContainerStatuses().getFirst().setRestartCount(1);
        return new Signal.PodSeen(pod, NOW);
    }
}
