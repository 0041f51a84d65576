package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.plan.TensorFlow;
import dev.trainyard.operator.plan.TrainingJob;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplicaPortsTest {
    private final ReplicaPorts ports = new ReplicaPorts(Optional.of(new PortRange(20_000, 20_003)));

    @Test
    void noTwoLiveJobsShareAPort() {
        assertThat(ports.of(job("a", ""))).isEqualTo(Map.of("chief-0", 20_000, "worker-0", 20_001));
        assertThat(ports.of(job("b", ""))).isEqualTo(Map.of("chief-0", 20_002, "worker-0", 20_003));
        assertThat(ports.of(job("a", ""))).isEqualTo(Map.of("chief-0", 20_000, "worker-0", 20_001));
    }

    @Test
    void whatTheAnnotationSaysIsKeptOverARestart() {
        var annotated = job("a", "trainyard.dev/ports: '{\"chief-0\":20001,\"worker-0\":20002}'");
        ports.learn(annotated);
        assertThat(ports.of(annotated)).isEqualTo(Map.of("chief-0", 20_001, "worker-0", 20_002));
        assertThat(ports.of(job("b", ""))).isEqualTo(Map.of("chief-0", 20_000, "worker-0", 20_003));
    }

    @Test
    void aReplicaThatIsAddedLaterGetsOneOfTheFree() {
        var smaller = job("a", "trainyard.dev/ports: '{\"chief-0\":20001}'");
        ports.learn(smaller);
        assertThat(ports.of(smaller)).isEqualTo(Map.of("chief-0", 20_001, "worker-0", 20_000));
    }

    @Test
    void aJobWaitsUntilAnotherHasEnded() {
        ports.of(job("a", ""));
        ports.of(job("b", ""));
        assertThatThrownBy(() -> ports.of(job("c", "")))
                .isInstanceOf(TryAgain.class)
                .hasMessage("c needs 2 ports, and of 20000-20003 only 0 are free: it waits for another job to end");
        ports.forget("b");
        assertThat(ports.of(job("c", ""))).containsValue(20_002);
    }

    @Test
    void withoutARangeEachBindsItsOwn() {
        assertThat(new ReplicaPorts(Optional.empty()).of(job("a", ""))).isEmpty();
    }

    @Test
    void rangesAreReadAndCheckedByName() {
        assertThat(PortRange.parse("20000-24999")).isEqualTo(new PortRange(20_000, 24_999));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PortRange.parse("20000"))
                .withMessage("\"20000\" is no port range: give two ports with a \"-\" between them, as in 20000-24999");
        assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse("9-1"));
        assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse("1-70000"));
    }

    private static TrainingJob job(String name, String annotations) {
        var yaml = """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata:
                  name: %s
                  uid: %s
                  namespace: default
                  annotations: {%s}
                spec:
                  tfReplicaSpecs:
                    Chief: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}
                    Worker: {template: {spec: {containers: [{name: tensorflow, image: a}]}}}
                """.formatted(name, name, annotations);
        return new TensorFlow().read(Serialization.kubernetes().unmarshal(yaml, TFJob.class));
    }
}
