package dev.trainyard.operator.plan;

import dev.trainyard.operator.artifacts.FinisherPod;
import dev.trainyard.operator.artifacts.Injection;
import dev.trainyard.operator.artifacts.LogsVolume;
import dev.trainyard.operator.artifacts.TrainerSignal;
import dev.trainyard.operator.artifacts.Upload;
import dev.trainyard.operator.logs.ContainerLog;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The logs of a job's pods outlive the pods: before the first of them is deleted, and before the uploader is told that
 * the run is over, they are brought to where the uploader finds them. Once no uploader needs them any more they go.
 */
final class RunLogs {
    /** What the chief's uploader is due; before it is told of the end, the logs that it is told of. */
    static List<Action> thenSignal(TrainingJob job, Observed observed, ReplicaView chief) {
        var signal = Artifacts.signal(chief, come(observed)).toList();
        var actions = new ArrayList<Action>();
        if (!signal.isEmpty()
                && chief.history().flatMap(history -> history.ended()).isPresent()) {
            keep(job, observed, chief).ifPresent(actions::add);
        }
        actions.addAll(signal);
        return actions;
    }

    /** Brings the logs of a job whose training is over, as long as it is not known that they are there. */
    static Optional<Action> keep(TrainingJob job, Observed observed, ReplicaView chief) {
        boolean told = chief.pod()
                .filter(pod -> pod.alive() && TrainerSignal.saysFinal(pod))
                .isPresent();
        boolean takenOver = observed.pods().stream().anyMatch(FinisherPod::is);
        return observed.logs() == KeptLogs.UNKNOWN && isInjected(chief) && !told && !takenOver
                ? Optional.of(new Action.KeepLogs(configMap(job), logs(observed)))
                : Optional.empty();
    }

    /** Whether whoever is told of the end now finds the logs: they are kept first. */
    static boolean come(Observed observed) {
        return observed.logs() == KeptLogs.UNKNOWN || observed.logs() == KeptLogs.KEPT;
    }

    /** What is to be done before the verdict is given; nothing where the logs may still be needed, or have gone. */
    static Optional<Action> deleted(TrainingJob job, Observed observed, ReplicaView chief, Upload upload) {
        boolean needed = switch (upload) {
            case Upload.Pending _ -> true;
            case Upload.Settled _, Upload.Lost _ -> false;
        };
        return come(observed) && isInjected(chief) && !needed
                ? Optional.of(new Action.DeleteLogs(name(job)))
                : Optional.empty();
    }

    private static boolean isInjected(ReplicaView chief) {
        return Artifacts.expected(chief)
                && !Injection.isUsersOwn(chief.replica().role().template().getSpec());
    }

    private static List<ContainerLog> logs(Observed observed) {
        return observed.pods().stream()
                .filter(pod -> !FinisherPod.is(pod))
                .flatMap((ReplicaPod pod) -> ContainerLog.of(pod))
                .toList();
    }

    private static ConfigMap configMap(TrainingJob job) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name(job))
                .withNamespace(job.namespace())
                .withLabels(job.selector())
                .withOwnerReferences(job.ownerReference())
                .endMetadata()
                .build();
    }

    private static String name(TrainingJob job) {
        return LogsVolume.configMap(job.name(), job.uid());
    }

    private RunLogs() {}
}
