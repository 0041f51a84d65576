package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaStatus;
import dev.trainyard.api.kubeflow.TFJob;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What Kueue does to a job, and reads of it: it is made suspended, admitted to a flavor of nodes, evicted and admitted
 * again. The test plays Kueue's part.
 */
@OnCluster
class KueueIT {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    /** Runs on for as long as its flavor is spot. */
    private static final String JOB = """
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: queued, labels: {kueue.x-k8s.io/queue-name: team}}
            spec:
              runPolicy: {suspend: true, activeDeadlineSeconds: 3600}
              tfReplicaSpecs:
                Worker:
                  replicas: 2
                  restartPolicy: OnFailure
                  template:
                    spec:
                      containers:
                        - name: tensorflow
                          image: %s
                          command: [sh, -c, 'test "$FLAVOR" != spot || sleep 600']
                          env: [{name: FLAVOR, valueFrom: {fieldRef: {fieldPath: "metadata.labels['flavor']"}}}]
            """.formatted(QuickJob.IMAGE);

    @Test
    void aJobIsAdmittedEvictedAndAdmittedAgain(Scenario scenario) throws InterruptedException {
        var node = scenario.client().nodes().list().getItems().getFirst();
        var host = node.getMetadata().getLabels().get("kubernetes.io/hostname");
        scenario.create(JOB);
        var job = scenario.client().resources(TFJob.class).withName("queued");

        scenario.awaitCondition("queued", "Suspended");
        assertThat(scenario.client().pods().list().getItems()).isEmpty();

        admit(job, "spot", "{\"kubernetes.io/hostname\": \"%s\"}".formatted(host));
        var pod = scenario.awaitPhase("queued-worker-1", "Running");
        assertThat(pod.getSpec().getNodeSelector()).containsEntry("kubernetes.io/hostname", host);
        assertThat(pod.getSpec().getTolerations())
                .anySatisfy(toleration -> assertThat(toleration.getKey()).isEqualTo("spot"));
        var running = job.waitUntilCondition(
                it -> Scenario.isTrue(it, "Running") && active(it.getStatus()) == 2, 60, TimeUnit.SECONDS);
        assertThat(Scenario.isTrue(running, "Suspended")).isFalse();
        var firstStart = running.getStatus().startTime().orElseThrow();

        suspend(job, true);
        var evicted = job.waitUntilCondition(it -> active(it.getStatus()) == 0, 60, TimeUnit.SECONDS);
        assertThat(Scenario.isTrue(evicted, "Running")).isFalse();
        assertThat(Scenario.isTrue(evicted, "Suspended")).isTrue();
        scenario.awaitGone("queued-worker-0");
        scenario.awaitGone("queued-worker-1");

        // Times of the API are whole seconds: within the same one, a new start could not be told from the old.
        Thread.sleep(1_000);
        admit(job, "on-demand", "null");
        var ended = scenario.awaitCondition("queued", "Succeeded");
        assertThat(ended.getStatus().startTime().orElseThrow()).isGreaterThan(firstStart);
        assertThat(scenario.client()
                        .pods()
                        .withName("queued-worker-0")
                        .get()
                        .getSpec()
                        .getNodeSelector())
                .isEmpty();
        assertThat(Scenario.isTrue(ended, "Suspended")).isFalse();
    }

    @Test
    void aJobThatRunsElsewhereIsLeftToMultiKueue(Scenario scenario) {
        scenario.create(JOB.replace("suspend: true", "managedBy: kueue.x-k8s.io/multikueue"));
        var elsewhere = scenario.client().resources(TFJob.class).withName("queued");
        elsewhere.subresource("status").patch(MERGE, """
                        {"status": {"conditions": [{"type": "Running", "status": "True", "reason": "TFJobRunning", "message": "There."}],
                        "replicaStatuses": {"Worker": {"active": 2}}}}""");
        scenario.create(QuickJob.chief("here", "Never", "true"));

        scenario.awaitCondition("here", "Succeeded");

        assertThat(active(elsewhere.get().getStatus())).isEqualTo(2);
        assertThat(elsewhere.get().getStatus().conditions()).hasSize(1);
        assertThat(scenario.client().pods().withName("queued-worker-0").get()).isNull();
    }

    private static int active(JobStatus status) {
        return status.replicaStatuses().values().stream()
                .mapToInt(ReplicaStatus::active)
                .sum();
    }

    /** As Kueue does, in one write. */
    private static void admit(Resource<TFJob> job, String flavor, String nodeSelector) {
        job.patch(MERGE, """
                {"spec": {"runPolicy": {"suspend": false}, "tfReplicaSpecs": {"Worker": {"template": {
                  "metadata": {"labels": {"flavor": "%s"}},
                  "spec": {"nodeSelector": %s, "tolerations": [{"key": "spot", "operator": "Exists"}]}}}}}}""".formatted(flavor, nodeSelector));
    }

    private static void suspend(Resource<TFJob> job, boolean suspend) {
        job.patch(MERGE, "{\"spec\": {\"runPolicy\": {\"suspend\": %s}}}".formatted(suspend));
    }
}
