package dev.trainyard.operator.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.ContainerState.Running;
import dev.trainyard.operator.pods.ContainerState.Waiting;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator writes and reads what {@code docs/formats/golden} holds, which the uploader's tests read too. */
class RunFormatTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void signalsAreAsWritten() throws IOException {
        assertSignal("succeeded", pod(ended(0, "5d2a"), Optional.empty(), 0), Optional.of(Outcome.SUCCEEDED), true);
        assertSignal("failed", pod(ended(1, "9e01"), Optional.empty(), 0), Optional.of(Outcome.FAILED), false);
        assertSignal(
                "restarting",
                pod(new Waiting("CrashLoopBackOff", ""), Optional.of(ended(137, "77f0")), 1),
                Optional.empty(),
                true);
        assertSignal("interrupted", pod(new Running(), Optional.empty(), 0), Optional.of(Outcome.INTERRUPTED), false);
    }

    @Test
    void aPodThatGoesIsToldOnceItsTrainerHasEnded() throws IOException {
        assertSignal("stopped", deleting(pod(ended(0, "3c1b"), Optional.empty(), 0)), Optional.empty(), true);
        assertThat(TrainerSignal.due(
                        deleting(pod(new Running(), Optional.of(ended(137, "77f0")), 1)), Optional.empty(), true))
                .isEmpty();
        var waiting = pod(new Waiting("CrashLoopBackOff", ""), Optional.of(ended(137, "77f0")), 1);
        assertThat(TrainerSignal.due(deleting(waiting), Optional.empty(), true))
                .hasValueSatisfying(signal -> assertThat(signal.stopped()).isTrue());
    }

    @Test
    void aRestartThatWasMissedIsStillToldOf() {
        var signal = TrainerSignal.due(pod(new Running(), Optional.of(ended(137, "1")), 3), Optional.empty(), true);
        assertThat(signal.orElseThrow().restarts()).isEqualTo(2);
    }

    @Test
    void nothingIsToldTwiceNorAfterTheEnd() {
        var pod = pod(ended(0, "1"), Optional.empty(), 0);
        var signal =
                TrainerSignal.due(pod, Optional.of(Outcome.SUCCEEDED), false).orElseThrow();
        assertThat(TrainerSignal.due(withSignal(pod, signal.json()), Optional.of(Outcome.FAILED), true))
                .isEmpty();
        assertThat(TrainerSignal.due(pod(new Running(), Optional.empty(), 0), Optional.empty(), true))
                .isEmpty();
    }

    @Test
    void lastWordsAreLifted() throws IOException {
        var uploaded = LastWords.of(new Ended(0, read("termination-uploaded"), Optional.empty(), ""));
        assertThat(uploaded.phase()).isEqualTo("Uploaded");
        assertThat(uploaded.url()).contains("s3://artifacts/models/default/digits/7a1c/");
        assertThat(uploaded.attempt()).contains(1);
        assertThat(uploaded.files()).contains(2L);
        assertThat(uploaded.bytes()).contains(7L);
        assertThat(uploaded.seconds()).contains(0.812);
        assertThat(uploaded.manifestSha256()).isPresent();

        var failed = LastWords.of(new Ended(2, read("termination-failed"), Optional.empty(), ""));
        assertThat(failed.phase()).isEqualTo("Failed");
        assertThat(failed.message().orElseThrow()).startsWith("bucket \"artifcts\" does not exist");
    }

    @Test
    void wordsThatAreNoneOfOursAreAMessage() {
        assertThat(LastWords.of(new Ended(1, "aws: command not found\n", Optional.empty(), ""))
                        .message())
                .contains("aws: command not found");
        assertThat(LastWords.of(new Ended(1, "", Optional.empty(), "")).message())
                .contains("the uploader exited with code 1 and left no message: see its log");
        assertThat(LastWords.of(new Ended(0, "{broken", Optional.empty(), "")).phase())
                .isEqualTo("Uploaded");
        assertThat(LastWords.of(new Ended(137, "{\"phase\": \"Uploaded\"}", Optional.empty(), ""))
                        .phase())
                .isEqualTo("Failed");
    }

    private static void assertSignal(String name, ReplicaPod pod, Optional<Outcome> end, boolean logs)
            throws IOException {
        var signal = TrainerSignal.due(pod, end, logs).orElseThrow();
        assertThat(MAPPER.readTree(signal.json())).isEqualTo(MAPPER.readTree(read("signals/" + name)));
    }

    private static String read(String name) throws IOException {
        return Files.readString(GOLDEN.resolve(name + ".json"));
    }

    private static Ended ended(int code, String id) {
        return new Ended(code, "", Optional.of("containerd://" + id), "");
    }

    private static ReplicaPod pod(ContainerState trainer, Optional<Ended> last, int restarts) {
        return new ReplicaPod(
                "digits-chief-0",
                "p",
                "chief",
                0,
                "Running",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "OnFailure",
                Optional.of(1),
                0,
                Optional.empty(),
                Optional.of("tensorflow"),
                Optional.empty(),
                List.of(new PodContainer("tensorflow", trainer, last, restarts, Optional.empty())),
                List.of());
    }

    private static ReplicaPod deleting(ReplicaPod pod) {
        return with(pod, Optional.of(Instant.EPOCH), pod.signal());
    }

    private static ReplicaPod withSignal(ReplicaPod pod, String signal) {
        return with(pod, pod.deletion(), Optional.of(signal));
    }

    private static ReplicaPod with(ReplicaPod pod, Optional<Instant> deletion, Optional<String> signal) {
        return new ReplicaPod(
                pod.name(),
                pod.uid(),
                pod.role(),
                pod.index(),
                pod.phase(),
                pod.reason(),
                pod.message(),
                pod.created(),
                deletion,
                pod.node(),
                pod.restartPolicy(),
                pod.attempt(),
                pod.round(),
                signal,
                pod.primary(),
                pod.unschedulable(),
                pod.containers(),
                pod.initContainers());
    }
}
