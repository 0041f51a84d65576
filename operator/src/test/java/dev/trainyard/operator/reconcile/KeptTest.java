package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.Operator;
import dev.trainyard.operator.plan.TensorFlow;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;

class KeptTest {
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"name": "job-chief-0", "namespace": "default", "uid": "u-1",
              "labels": {"training.kubeflow.org/replica-type": "chief", "training.kubeflow.org/replica-index": "0"}},
             "spec": {"restartPolicy": "Never", "nodeName": "node-1",
              "initContainers": [{"name": "uploader-init", "image": "u:1", "args": ["prepare"]}],
              "containers": [{"name": "tensorflow", "image": "t:1", "env": [{"name": "A", "value": "b"}]},
               {"name": "uploader", "image": "u:1", "restartPolicy": "OnFailure"}]},
             "status": {"phase": "Running", "containerStatuses": [{"name": "tensorflow", "restartCount": 2,
              "state": {"terminated": {"exitCode": 3}}}]}}""";

    private static final String JOB = """
            {"apiVersion": "kubeflow.org/v1", "kind": "TFJob",
             "metadata": {"name": "job", "namespace": "default", "uid": "u-1",
              "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "all of it again", "mine": "stays"}},
             "spec": {"runPolicy": {"cleanPodPolicy": "All"}, "tfReplicaSpecs": {"Worker": {"replicas": 2, "template": {"spec": {
              "volumes": [{"name": "data", "emptyDir": {}}],
              "containers": [{"name": "tensorflow", "image": "t:1", "env": [{"name": "A", "value": "b"}]}]}}}}}}""";

    @Test
    void ofAPodEverythingThatThePlannerReads() {
        var whole = read(POD, Pod.class);
        var kept = Kept.of(read(POD, Pod.class));

        assertThat(ReplicaPod.of(kept, "tensorflow")).isEqualTo(ReplicaPod.of(whole, "tensorflow"));
        assertThat(kept.getSpec().getContainers().getFirst().getEnv()).isEmpty();
    }

    @Test
    void ofAPodEverythingIsReadThatThePlannerReads() {
        var read = Operator.serialization().unmarshal(POD, Pod.class);

        assertThat(ReplicaPod.of(read, "tensorflow")).isEqualTo(ReplicaPod.of(read(POD, Pod.class), "tensorflow"));
        assertThat(read.getMetadata().getUid()).isEqualTo("u-1");
        assertThat(read.getSpec().getContainers().getFirst().getEnv()).isEmpty();
    }

    @Test
    void aJobThatGoesOnKeepsItsTemplates() {
        var kept = Kept.of(read(JOB, TFJob.class), false);

        assertThat(kept.getSpec()).isEqualTo(read(JOB, TFJob.class).getSpec());
        assertThat(kept.getMetadata().getAnnotations()).containsOnlyKeys("mine");
    }

    @Test
    void ofAJobThatHasFinishedItsReplicasWithoutWhatTheyWereMadeOf() {
        var kept = Kept.of(read(JOB, TFJob.class), true);

        var replicas = new TensorFlow().read(kept).roles().getFirst();
        var template = replicas.template().getSpec();
        assertThat(template.getVolumes()).isEmpty();
        assertThat(template.getContainers().getFirst().getEnv()).isEmpty();
        var read = new TensorFlow().read(kept);
        assertThat(read.problems()).isEmpty();
        assertThat(read.replicas()).hasSize(2);
        assertThat(read.runPolicy())
                .isEqualTo(new TensorFlow().read(read(JOB, TFJob.class)).runPolicy());
    }

    private static <T> T read(String json, Class<T> type) {
        return Serialization.kubernetes().unmarshal(json, type);
    }
}
