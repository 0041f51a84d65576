package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the API server says of a manifest that is wrong: at once, where, and what to do. */
@OnCluster
class BadManifestIT {
    private static final String POD = "template: {spec: {containers: [{name: tensorflow, image: a}]}}";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final String NO_CONTAINER =
            "spec.tfReplicaSpecs[Worker]: Invalid value: the role has no container: name at least one, with its image,"
                    + " under template.spec.containers";
    private static final String NOT_CHECKED =
            "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid;"
                    + " correct the existing errors to complete validation";

    /** A spec, what is wrong with it, and what the server says. */
    record Refusal(String what, String spec, List<String> causes) {
        Refusal(String what, String spec, String... causes) {
            this(what, spec.replace("POD", POD), List.of(causes));
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Refusal> badJobs() {
        return Stream.of(
                new Refusal(
                        "a negative replica count",
                        "tfReplicaSpecs: {Worker: {replicas: -1, POD}}",
                        "spec.tfReplicaSpecs[Worker].replicas: Invalid value: replicas is the number of pods of the role:"
                                + " 0 or more"),
                new Refusal(
                        "a chief of two replicas",
                        "tfReplicaSpecs: {Chief: {replicas: 2, POD}}",
                        "spec.tfReplicaSpecs: Invalid value: a job has one chief: set the replicas of Chief or Master to 1,"
                                + " and put the others under Worker"),
                new Refusal(
                        "no chief at all",
                        "tfReplicaSpecs: {Chief: {replicas: 0, POD}, Worker: {POD}}",
                        "spec.tfReplicaSpecs: Invalid value: a job has one chief: set the replicas of Chief or Master to 1,"
                                + " and put the others under Worker"),
                new Refusal(
                        "a chief and a master",
                        "tfReplicaSpecs: {Chief: {POD}, master: {POD}}",
                        "spec.tfReplicaSpecs: Invalid value: tfReplicaSpecs has both Chief and Master: a job has one chief,"
                                + " so keep one of them"),
                new Refusal(
                        "an unknown role",
                        "tfReplicaSpecs: {Trainer: {POD}, Worker: {POD}}",
                        "spec.tfReplicaSpecs: Invalid value: tfReplicaSpecs names the unknown role Trainer: the roles of a"
                                + " TFJob are Chief, Master, Worker, PS and Evaluator"),
                new Refusal(
                        "one role twice",
                        "tfReplicaSpecs: {Worker: {POD}, worker: {POD}}",
                        "spec.tfReplicaSpecs: Invalid value: tfReplicaSpecs names one role twice, in different case: keep"
                                + " one of them"),
                new Refusal(
                        "no role",
                        "tfReplicaSpecs: {}",
                        "spec.tfReplicaSpecs: Invalid value: tfReplicaSpecs names no role: describe at least one, such as"
                                + " Worker"),
                new Refusal("no tfReplicaSpecs", "", "spec.tfReplicaSpecs: Required value", NOT_CHECKED),
                new Refusal("no template", "tfReplicaSpecs: {Worker: {replicas: 1}}", NO_CONTAINER),
                new Refusal(
                        "an empty list of containers",
                        "tfReplicaSpecs: {Worker: {template: {spec: {containers: []}}}}",
                        NO_CONTAINER),
                new Refusal(
                        "no containers",
                        "tfReplicaSpecs: {Worker: {template: {spec: {}}}}",
                        "spec.tfReplicaSpecs.Worker.template.spec.containers: Required value",
                        NOT_CHECKED),
                new Refusal(
                        "policies that do not exist",
                        "tfReplicaSpecs: {Worker: {restartPolicy: Sometimes, POD}}, successPolicy: AnyWorker,"
                                + " runPolicy: {cleanPodPolicy: Most, managedBy: me}",
                        "spec.runPolicy.cleanPodPolicy: Invalid value: cleanPodPolicy is None, Running or All",
                        "spec.runPolicy.managedBy: Invalid value: managedBy is kubeflow.org/training-operator or"
                                + " kueue.x-k8s.io/multikueue",
                        "spec.successPolicy: Invalid value: successPolicy is \"\" (the chief, or else worker 0, decides)"
                                + " or AllWorkers",
                        "spec.tfReplicaSpecs[Worker].restartPolicy: Invalid value: restartPolicy is Never, OnFailure,"
                                + " Always or ExitCode"),
                new Refusal(
                        "a word for a number",
                        "tfReplicaSpecs: {Worker: {replicas: two, POD}}",
                        "spec.tfReplicaSpecs.Worker.replicas: Invalid value: \"string\":"
                                + " spec.tfReplicaSpecs.Worker.replicas in body must be of type integer: \"string\"",
                        NOT_CHECKED));
    }

    @ParameterizedTest
    @MethodSource("badJobs")
    void aBadTFJobIsRefused(Refusal refusal, Scenario scenario) {
        var refused = refused(scenario, """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: bad}
                spec: {%s}
                """.formatted(refusal.spec()));

        assertThat(refused.getCode()).isEqualTo(422);
        assertThat(causes(refused)).containsExactlyInAnyOrderElementsOf(refusal.causes());
        assertThat(scenario.client().resources(TFJob.class).list().getItems()).isEmpty();
    }

    @Test
    void aNameThatNoHostCanHaveIsRefused(Scenario scenario) {
        var refused = refused(scenario, """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: 2nd-try}
                spec: {tfReplicaSpecs: {Worker: {%s}}}
                """.formatted(POD));

        assertThat(causes(refused))
                .containsExactly(
                        "metadata.name: Invalid value: metadata.name becomes a part of host names: use lower-case"
                                + " letters, digits and '-', a letter first");
    }

    /** {@code <job>-worker-10} has 64 characters. */
    @Test
    void aNameThatIsTooLongForItsReplicasIsRefused(Scenario scenario) {
        var refused = refused(scenario, """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: %s}
                spec: {tfReplicaSpecs: {Worker: {replicas: 11, %s}}}
                """.formatted("a".repeat(54), POD));

        assertThat(causes(refused))
                .containsExactly(
                        "metadata.name: Invalid value: a replica's host name, <job>-<role>-<index>, has at most 63"
                                + " characters: shorten metadata.name");
    }

    @Test
    void aJobKeepsItsManagerAndItsQueue(Scenario scenario) {
        scenario.create("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: kept}
                spec:
                  runPolicy: {suspend: true, schedulingPolicy: {queue: a}}
                  tfReplicaSpecs: {Worker: {%s}}
                """.formatted(POD));
        var job = scenario.client().resources(TFJob.class).withName("kept");

        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() ->
                        job.patch(MERGE, "{\"spec\": {\"runPolicy\": {\"managedBy\": \"kueue.x-k8s.io/multikueue\"}}}"))
                .satisfies(refused -> assertThat(causes(refused))
                        .containsExactly(
                                "spec: Invalid value: runPolicy.managedBy can't change: delete the job and create"
                                        + " it anew"));
        assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() ->
                        job.patch(MERGE, "{\"spec\": {\"runPolicy\": {\"schedulingPolicy\": {\"queue\": \"b\"}}}}"))
                .satisfies(refused -> assertThat(causes(refused))
                        .containsExactly(
                                "spec.runPolicy.schedulingPolicy: Invalid value: queue can't change: delete the job"
                                        + " and create it anew"));
    }

    /** v1 takes the keys in any case, and so do manifests that people have. */
    @Test
    void rolesAreTakenInAnyCase(Scenario scenario) {
        scenario.create("""
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: good}
                spec:
                  runPolicy: {suspend: true}
                  tfReplicaSpecs: {chief: {POD}, WORKER: {replicas: 0, POD}, Ps: {POD}, evaluator: {POD}}
                """.replace("POD", POD));

        TFJob job = scenario.client().resources(TFJob.class).withName("good").get();

        assertThat(job.getSpec().tfReplicaSpecs()).containsOnlyKeys("chief", "WORKER", "Ps", "evaluator");
    }

    @Test
    void aBadArtifactStoreIsRefused(Scenario scenario) {
        var refused = refused(scenario, """
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: bad}
                spec: {url: "http://artifacts", endpoint: "127.0.0.1:9000", path: output, uploadDeadlineSeconds: -1}
                """);

        assertThat(causes(refused))
                .containsExactlyInAnyOrder(
                        "spec.url: Invalid value: url is s3://bucket, s3://bucket/prefix or file:///folder",
                        "spec.endpoint: Invalid value: endpoint is the server's address, http://host:port,"
                                + " https://host or https://host/path",
                        "spec.path: Invalid value: path is the absolute path of a folder in the trainer's container, such"
                                + " as /output",
                        "spec.uploadDeadlineSeconds: Invalid value: uploadDeadlineSeconds is 0 or more");
        assertThat(scenario.client().resources(ArtifactStore.class).list().getItems())
                .isEmpty();
    }

    static KubernetesClientException refused(Scenario scenario, String yaml) {
        return assertThatExceptionOfType(KubernetesClientException.class)
                .isThrownBy(() -> scenario.create(yaml))
                .actual();
    }

    static List<String> causes(KubernetesClientException refused) {
        return refused.getStatus().getDetails().getCauses().stream()
                .map(cause -> cause.getField() + ": " + cause.getMessage())
                .toList();
    }
}
