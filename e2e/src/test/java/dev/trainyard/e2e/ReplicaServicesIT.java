package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.PyTorchJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One Service a replica, for those who have written v1's names out. */
@OnCluster
class ReplicaServicesIT {
    private static final String ANNOTATED = "annotations: {trainyard.dev/services: per-replica}}";

    @Test
    void aWorkerIsFoundByTheNameThatV1GivesIt(Scenario scenario) {
        var name = "old-worker-0." + scenario.namespace() + ".svc";
        scenario.create(QuickJob.chiefAndWorker(
                        "old",
                        "OnFailure",
                        "echo \"$TF_CONFIG\"; until getent hosts %s && getent hosts old-worker-0; do sleep 0.2; done"
                                .formatted(name),
                        "sleep 600")
                .replace("{name: old}", "{name: old, " + ANNOTATED));

        scenario.awaitCondition("old", "Succeeded");

        assertThat(scenario.log("old-chief-0", "tensorflow")).contains("\"worker\":[\"" + name + ":");
        var services = scenario.client().services().list().getItems();
        assertThat(services)
                .extracting(service -> service.getMetadata().getName())
                .containsExactlyInAnyOrder("old-chief-0", "old-worker-0");
        for (var service : services) {
            assertThat(selected(scenario, service))
                    .isSubsetOf(service.getMetadata().getName());
        }
        assertThat(selected(scenario, services.getFirst())).hasSize(1);
    }

    @Test
    void theMasterIsFoundByItsNameAlone(Scenario scenario) {
        var replica =
                "{template: {spec: {containers: [{name: pytorch, image: \"%s\", command: [sh, -c, 'until getent hosts \"$MASTER_ADDR\"; do sleep 0.2; done; echo at \"$MASTER_ADDR\"']}]}}}"
                        .formatted(QuickJob.IMAGE);
        scenario.create("""
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: old, %s
                spec: {pytorchReplicaSpecs: {Master: %s, Worker: %s}}
                """.formatted(ANNOTATED, replica, replica));

        scenario.awaitCondition(PyTorchJob.class, "old", "Succeeded");

        assertThat(scenario.log("old-master-0", "pytorch")).endsWith("at old-master-0\n");
    }

    private static List<String> selected(Scenario scenario, Service service) {
        return scenario.client().pods().withLabels(service.getSpec().getSelector()).list().getItems().stream()
                .map((Pod pod) -> pod.getMetadata().getName())
                .toList();
    }
}
