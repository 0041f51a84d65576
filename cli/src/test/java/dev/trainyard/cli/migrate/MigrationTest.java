package dev.trainyard.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.cli.migrate.Finding.Weight;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MigrationTest {
    private static final TrainingOperator OPERATOR =
            new TrainingOperator("kubeflow", "training-operator", 1, true, Optional.empty());

    @Test
    void theSwitchStopsTheOldOperatorAndItsWebhookFirst() {
        var migration = new Migration(List.of(OPERATOR), List.of("validator"), Map.of(), List.of());

        assertThat(migration.steps("trainyard"))
                .extracting(step -> step.replaceFirst("   .*", ""))
                .containsExactly(
                        "kubectl -n kubeflow scale deployment/training-operator --replicas=0",
                        "kubectl delete validatingwebhookconfiguration validator",
                        "trainyard install",
                        "kubectl get tfjobs,pytorchjobs -A");
    }

    @Test
    void otherKindsStayWithTheOldOperator() {
        var migration = new Migration(List.of(OPERATOR), List.of("validator"), Map.of("MPIJob", 2), List.of());

        assertThat(migration.steps("trainyard"))
                .anyMatch(
                        step -> step.startsWith(
                                "kubectl -n kubeflow edit deployment/training-operator, and add --enable-scheme=mpijob to its command"))
                .anyMatch(step -> step.startsWith("kubectl edit validatingwebhookconfiguration validator"))
                .noneMatch(step -> step.contains("--replicas=0"));
    }

    @Test
    void theGangSchedulerIsHandedOn() {
        var volcano = new TrainingOperator("kubeflow", "training-operator", 0, true, Optional.of("volcano"));

        assertThat(new Migration(List.of(volcano), List.of(), Map.of(), List.of()).steps("trainyard"))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("trainyard install --gang-scheduler volcano ");
    }

    @Test
    void eachJobCountsOnce() {
        var change = new Finding(Weight.CHANGES, "a", "b");
        var refusal = new Finding(Weight.REFUSED, "a", "b");
        var jobs = List.of(job(change, refusal), job(change), job(change), job());

        assertThat(new Migration(List.of(), List.of(), Map.of(), jobs).summary())
                .isEqualTo("4 jobs: 1 would be refused when made again, 2 would behave differently, 1 would not.");
    }

    @Test
    void trainingOperatorIsKnownByItsImageAndItsOptions() {
        assertThat(TrainingOperator.of(deployment("image: example/kubeflow/training-operator:v1")))
                .contains(OPERATOR);
        assertThat(TrainingOperator.of(deployment("image: mirror/x@sha256:0, args: [--gang-scheduler-name=volcano]")))
                .isEmpty();
        assertThat(
                        TrainingOperator.of(
                                deployment(
                                        "image: training-operator/training-operator, command: [/manager], args: [--enable-scheme=mpijob, --gang-scheduler-name=volcano]")))
                .contains(new TrainingOperator("kubeflow", "training-operator", 1, false, Optional.of("volcano")));
    }

    private static Deployment deployment(String container) {
        return Serialization.kubernetes().unmarshal("""
                        metadata: {name: training-operator, namespace: kubeflow}
                        spec: {template: {spec: {containers: [{name: manager, %s}]}}}""".formatted(container), Deployment.class);
    }

    private static JobReport job(Finding... findings) {
        return new JobReport("TFJob", "default", "a", "New", List.of(findings));
    }
}
