package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import io.fabric8.kubernetes.api.model.Event;
import org.junit.jupiter.api.Test;

/** A job whose replicas are of use only together. */
@OnCluster
class WholeRestartIT {
    /** Worker 0 has trained the second time that it runs; worker 1 fails once, when both run. */
    private static final String WORKERS = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: shared}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            ---
            apiVersion: kubeflow.org/v1
            kind: TFJob
            metadata: {name: gang, annotations: {trainyard.dev/restart: all}}
            spec:
              runPolicy: {backoffLimit: 1}
              tfReplicaSpecs:
                Worker:
                  replicas: 2
                  restartPolicy: OnFailure
                  template:
                    spec:
                      volumes: [{name: output, persistentVolumeClaim: {claimName: shared}}]
                      containers:
                      - name: tensorflow
                        image: IMAGE
                        volumeMounts: [{name: output, mountPath: /output}]
                        command:
                        - sh
                        - -c
                        - |
                          case "$TF_CONFIG" in
                          *'"index":1'*)
                              until [ -s /output/began ]; do sleep 0.2; done
                              mkdir /output/failed && exit 3
                              sleep 600;;
                          *)
                              echo again >>/output/began
                              [ "$(wc -l </output/began)" -eq 2 ] || sleep 600
                              touch /output/DONE;;
                          esac
            """;

    @Test
    void aWorkerThatFailsOnceTakesAllAlongAndCountsOnce(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(WORKERS.replace("IMAGE", QuickJob.IMAGE));

        var job = scenario.awaitCondition("gang", "Succeeded");

        assertThat(job.getStatus().history().values().stream()
                        .mapToInt(ReplicaHistory::restarts)
                        .sum())
                .isEqualTo(1);
        assertThat(job.getStatus().artifacts().orElseThrow().attempt()).contains(2);
        assertThat(Artifacts.of(scenario.cluster().store(), job).files().get("began"))
                .asString()
                .isEqualTo("again\nagain\n");
        assertThat(scenario.client().v1().events().list().getItems())
                .extracting(Event::getMessage)
                .contains(
                        "job gang is restarting because Worker replica(s) failed. Pod gang-worker-1: container tensorflow"
                                + " exited with code 3. All replicas start again.");
    }
}
