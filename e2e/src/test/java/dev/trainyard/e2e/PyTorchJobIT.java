package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.PyTorchJob;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** PyTorchJobs of shell scripts: all but PyTorch itself. */
@OnCluster
class PyTorchJobIT {
    private static final String POD =
            "template: {spec: {containers: [{name: pytorch, image: \"" + QuickJob.IMAGE + "\", command: COMMAND}]}}";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /** What users of Training Operator write, in the shapes of its own examples; none of them says more. */
    static final List<String> MANIFESTS = List.of(
            "pytorchReplicaSpecs: {Master: {replicas: 1, restartPolicy: OnFailure, POD}, Worker: {replicas: 1, restartPolicy: OnFailure, POD}}",
            "nprocPerNode: \"2\", pytorchReplicaSpecs: {Master: {replicas: 1, POD}, Worker: {replicas: 3, POD}}",
            "pytorchReplicaSpecs: {Master: {replicas: 1, template: {spec: {containers: [{name: pytorch, image: a, imagePullPolicy: Always, args: [--backend, nccl], resources: {limits: {nvidia.com/gpu: 1}}}]}}}}",
            "elasticPolicy: {rdzvBackend: c10d, minReplicas: 1, maxReplicas: 2, maxRestarts: 100}, pytorchReplicaSpecs: {Worker: {replicas: 2, POD}}",
            "elasticPolicy: {minReplicas: 1, maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]}, pytorchReplicaSpecs: {Worker: {POD}}",
            "elasticPolicy: {rdzvBackend: etcd, rdzvHost: etcd, rdzvPort: 2379, rdzvId: a, rdzvConf: [{key: protocol, value: http}]}, pytorchReplicaSpecs: {worker: {POD}}");

    /** A spec, and what the server says is wrong with it. */
    record Refusal(String spec, String cause) {}

    static final List<Refusal> BAD = List.of(
            new Refusal(
                    "pytorchReplicaSpecs: {Chief: {POD}}",
                    "pytorchReplicaSpecs names the unknown role Chief: the roles of a PyTorchJob are Master and Worker"),
            new Refusal(
                    "pytorchReplicaSpecs: {Master: {replicas: 2, POD}}",
                    "a job has one master: set the replicas of Master to 1, and put the others under Worker"),
            new Refusal(
                    "pytorchReplicaSpecs: {Master: {POD}, Worker: {replicas: 0, POD}}",
                    "the replicas of Worker are 1 or more: to stop the job, set runPolicy.suspend to true; to train with the Master alone, remove Worker"),
            new Refusal(
                    "elasticPolicy: {}, pytorchReplicaSpecs: {Master: {POD}}",
                    "an elasticPolicy is about workers: describe the role Worker, or remove the policy"),
            new Refusal(
                    "elasticPolicy: {minReplicas: 3, maxReplicas: 2}, pytorchReplicaSpecs: {Worker: {POD}}",
                    "minReplicas is greater than maxReplicas: raise maxReplicas, or lower minReplicas"),
            new Refusal(
                    "nprocPerNode: \"0\", pytorchReplicaSpecs: {Worker: {POD}}",
                    "nprocPerNode is auto, cpu, gpu or a number of processes from 1"),
            new Refusal(
                    "nprocPerNode: \"2\", elasticPolicy: {nProcPerNode: 2}, pytorchReplicaSpecs: {Worker: {POD}}",
                    "elasticPolicy.nProcPerNode is the old name of nprocPerNode: remove it"));

    @Test
    void eachReplicaFindsTheMaster(Scenario scenario) {
        scenario.create(job("meets", "pytorchReplicaSpecs: {Master: {POD}, Worker: {POD}}", """
                [sh, -c, 'getent hosts "$MASTER_ADDR" >/dev/null && echo "$RANK of $WORLD_SIZE at $MASTER_PORT"']"""));

        scenario.awaitCondition(PyTorchJob.class, "meets", "Succeeded");
        scenario.awaitPhase("meets-worker-0", "Succeeded");
        var said = Stream.of("master", "worker")
                .map(role -> scenario.log("meets-" + role + "-0", "pytorch").strip())
                .toList();
        assertThat(said.getFirst()).matches("0 of 2 at \\d+");
        assertThat(said.getLast()).isEqualTo(said.getFirst().replaceFirst("^0", "1"));
    }

    /** Suspended, so that none of their images is needed. */
    @ParameterizedTest
    @FieldSource("MANIFESTS")
    void whatTrainingOperatorTakesIsTaken(String spec, Scenario scenario) {
        scenario.create(job("taken", "runPolicy: {suspend: true}, " + spec, "[\"true\"]"));

        assertThat(scenario.awaitCondition(PyTorchJob.class, "taken", "Suspended")
                        .getStatus()
                        .conditions())
                .noneMatch(condition -> condition.type().equals("Failed"));
    }

    @ParameterizedTest
    @FieldSource("BAD")
    void aBadPyTorchJobIsRefused(Refusal refusal, Scenario scenario) {
        var refused = BadManifestIT.refused(scenario, job("bad", refusal.spec(), "[\"true\"]"));

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(BadManifestIT.causes(refused))
                .singleElement()
                .asString()
                .endsWith(": Invalid value: " + refusal.cause());
    }

    @Test
    @EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
    void anAutoscalerIsThereWhileTheJobTrains(Scenario scenario) {
        var autoscaler =
                scenario.client().autoscaling().v2().horizontalPodAutoscalers().withName("grows");
        scenario.create(job("grows", MANIFESTS.get(4), "[sleep, \"600\"]"));
        scenario.awaitPhase("grows-worker-0", "Running");

        var job = scenario.client().resources(PyTorchJob.class).withName("grows");
        job.scale(2);
        scenario.awaitPhase("grows-worker-1", "Running");

        var left = autoscaler.require().getMetadata().getUid();
        job.withPropagationPolicy(DeletionPropagation.ORPHAN).delete();
        job.waitUntilCondition(it -> it == null, 60, TimeUnit.SECONDS);
        scenario.create(job("grows", MANIFESTS.get(4), "[sleep, \"600\"]"));
        var owner = job.require().getMetadata().getUid();
        autoscaler.waitUntilCondition(
                it -> it.getMetadata().getOwnerReferences().stream()
                        .anyMatch(reference -> reference.getUid().equals(owner)),
                60,
                TimeUnit.SECONDS);

        assertThat(autoscaler.require().getMetadata().getUid()).isEqualTo(left);
        assertThat(autoscaler.get().getSpec().getMaxReplicas()).isEqualTo(3);
        job.patch(MERGE, "{\"spec\": {\"runPolicy\": {\"suspend\": true}}}");
        autoscaler.waitUntilCondition(it -> it == null, 20, TimeUnit.SECONDS);
        assertThat(autoscaler.get()).isNull();
    }

    private static String job(String name, String spec, String command) {
        return """
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: %s}
                spec: {%s}
                """.formatted(name, spec.replace("POD", POD).replace("COMMAND", command));
    }
}
