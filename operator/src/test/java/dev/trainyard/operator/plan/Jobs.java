package dev.trainyard.operator.plan;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.operator.pods.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Jobs and looks at them, in one line each. */
final class Jobs {
    /** A job with this run policy and these roles, {@code Worker 2}. */
    static TrainingJob job(String runPolicy, String spec, String... roles) {
        var specs = Stream.of(roles)
                .map(role -> role.split(" ", -1))
                .map(role -> "    %s: {replicas: %s, template: {spec: {containers: [{name: tensorflow, image: a}]}}}"
                        .formatted(role[0], role[1]))
                .collect(Collectors.joining("\n"));
        var yaml = """
                apiVersion: kubeflow.org/v1
                kind: TFJob
                metadata: {name: digits, namespace: default, uid: u}
                spec:
                  runPolicy: {%s}
                  %s
                  tfReplicaSpecs:
                """.formatted(runPolicy, spec.isEmpty() ? "enableDynamicWorker: false" : spec) + specs;
        return new TensorFlow().read(Serialization.kubernetes().unmarshal(yaml, TFJob.class));
    }

    /** A PyTorchJob with this line in its spec and these roles. */
    static TrainingJob pyTorch(String spec, String... roles) {
        var specs = Stream.of(roles)
                .map(role -> role.split(" ", -1))
                .map(role -> "    %s: {replicas: %s, template: {spec: {containers: [{name: pytorch, image: a}]}}}"
                        .formatted(role[0], role[1]))
                .collect(Collectors.joining("\n"));
        var yaml = """
                apiVersion: kubeflow.org/v1
                kind: PyTorchJob
                metadata: {name: digits, namespace: default, uid: u}
                spec:
                  %s
                  pytorchReplicaSpecs:
                """.formatted(spec) + specs;
        return new PyTorch().read(Serialization.kubernetes().unmarshal(yaml, PyTorchJob.class));
    }

    static TrainingJob withTimes(TrainingJob job, Optional<String> start, Optional<String> completion) {
        var status = new JobStatus(
                List.of(), Map.of(), start, completion, Optional.empty(), Optional.empty(), Map.of(), Optional.empty());
        return new TrainingJob(
                job.framework(),
                job.namespace(),
                job.name(),
                job.uid(),
                job.labels(),
                job.annotations(),
                job.deleting(),
                job.runPolicy(),
                job.particulars(),
                job.roles(),
                job.problems(),
                status);
    }

    /** A look at which every replica runs, but for those that are said to be otherwise by name. */
    static List<ReplicaView> views(TrainingJob job, Map<String, ReplicaState> states) {
        return job.replicas()
                .map(replica -> new ReplicaView(
                        replica,
                        Optional.empty(),
                        states.getOrDefault(replica.name(), new ReplicaState.Running()),
                        Optional.empty(),
                        Optional.empty()))
                .toList();
    }

    static ReplicaView restarted(ReplicaView view, int restarts) {
        return view.withHistory(ReplicaHistory.BLANK.counted(Optional.empty(), restarts, 0));
    }

    static ReplicaState succeeded() {
        return new ReplicaState.Over(Outcome.SUCCEEDED, Optional.of(0));
    }

    static ReplicaState failed() {
        return new ReplicaState.Over(Outcome.FAILED, Optional.of(1));
    }

    static ReplicaState interrupted() {
        return new ReplicaState.Over(Outcome.INTERRUPTED, Optional.empty());
    }

    private Jobs() {}
}
