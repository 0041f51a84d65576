package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A node that is no machine: what is bound to it never starts, and never ends. */
@OnCluster
class LostNodeIT {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String NAME = "phantom";

    /** The pod would rather be on the phantom than anywhere else, and can be anywhere. */
    private static final String JOB = """
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: moves}
            spec:
              tfReplicaSpecs:
                Chief:
                  restartPolicy: OnFailure
                  template:
                    spec:
                      containers: [{name: tensorflow, image: "IMAGE", command: ["true"]}]
                      affinity:
                        nodeAffinity:
                          preferredDuringSchedulingIgnoredDuringExecution:
                          - weight: 100
                            preference: {matchExpressions: [{key: phantom, operator: Exists}]}
            """.replace("IMAGE", QuickJob.IMAGE);

    /** What a person does about a node whose machine is off. */
    enum Remedy {
        DELETE_THE_NODE("is gone") {
            @Override
            void apply(Resource<Node> node) {
                node.delete();
            }
        },
        TAINT_IT("is out of service") {
            @Override
            void apply(Resource<Node> node) {
                node.edit(it -> it.edit()
                        .editSpec()
                        .addNewTaint("NoExecute", "node.kubernetes.io/out-of-service", null, "nodeshutdown")
                        .endSpec()
                        .build());
            }
        };

        private final String why;

        Remedy(String why) {
            this.why = why;
        }

        abstract void apply(Resource<Node> node);
    }

    @AfterEach
    void removeTheNode(Scenario scenario) {
        node(scenario.client()).delete();
    }

    @ParameterizedTest
    @EnumSource(Remedy.class)
    void aJobSaysThatItWaitsForANodeAndGoesOnWithoutIt(Remedy remedy, Scenario scenario) {
        var node = phantom(scenario);
        scenario.create(JOB);
        var first = scenario.awaitPod(
                "moves-chief-0",
                "is bound to it",
                pod -> NAME.equals(pod.getSpec().getNodeName()));

        ready(node, "Unknown");
        // As the taint manager does, five minutes later.
        scenario.client().pods().withName("moves-chief-0").withGracePeriod(1).delete();

        var waiting = scenario.awaitCondition("moves", "Waiting").getStatus().conditions();
        assertThat(waiting)
                .last()
                .extracting(JobCondition::message)
                .asString()
                .startsWith("Waiting for node phantom, which does not answer, to stop moves-chief-0: ");
        remedy.apply(node);

        var job = scenario.awaitCondition("moves", "Succeeded");
        assertThat(scenario.client()
                        .pods()
                        .withName("moves-chief-0")
                        .require()
                        .getMetadata()
                        .getUid())
                .isNotEqualTo(first.getMetadata().getUid());
        assertThat(job.getStatus().conditions()).extracting(JobCondition::type).doesNotContain("Waiting", "Failed");
        // Kubernetes' own garbage collector comes later, and would have left no such word.
        assertThat(scenario.client().v1().events().list().getItems())
                .extracting(Event::getMessage)
                .contains("Pod moves-chief-0 is deleted by force, since its node phantom " + remedy.why);
    }

    /** Kubernetes' garbage collector marks the pod Failed before it deletes it. */
    @Test
    void aNodeThatIsDeletedUnderItsPodFailsNoJob(Scenario scenario) {
        var node = phantom(scenario);
        scenario.create(JOB.replace("OnFailure", "Never"));
        var first = scenario.awaitPod(
                "moves-chief-0",
                "is bound to it",
                pod -> NAME.equals(pod.getSpec().getNodeName()));

        node.delete();

        scenario.awaitCondition("moves", "Succeeded");
        assertThat(scenario.client()
                        .pods()
                        .withName("moves-chief-0")
                        .require()
                        .getMetadata()
                        .getUid())
                .isNotEqualTo(first.getMetadata().getUid());
    }

    /** It is Ready, as far as anybody knows. */
    private static Resource<Node> phantom(Scenario scenario) {
        var node = node(scenario.client());
        scenario.client()
                .resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(NAME)
                        .addToLabels(NAME, "")
                        .endMetadata()
                        .withNewSpec()
                        .endSpec()
                        .build())
                .create();
        ready(node, "True");
        node.waitUntilCondition(
                it -> it.getSpec() == null || it.getSpec().getTaints().isEmpty(), 60, TimeUnit.SECONDS);
        return node;
    }

    private static Resource<Node> node(KubernetesClient client) {
        return client.nodes().withName(NAME);
    }

    private static void ready(Resource<Node> node, String status) {
        node.subresource("status").patch(MERGE, """
                {"status": {
                  "capacity": {"cpu": "64", "memory": "256Gi", "pods": "110"},
                  "allocatable": {"cpu": "64", "memory": "256Gi", "pods": "110"},
                  "conditions": [{"type": "Ready", "status": "%s", "reason": "ByHand", "message": "",
                    "lastHeartbeatTime": "2026-11-26T00:00:00Z", "lastTransitionTime": "2026-11-26T00:00:00Z"}]}}
                """.formatted(status));
    }
}
