package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ContainerState.Ended;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import java.util.Optional;

/** How one replica is doing, judged by its trainer alone. */
sealed interface ReplicaState {
    /** It has no pod. */
    record Missing() implements ReplicaState {}

    /** Its pod is being deleted, or is to be, which is no failure: what comes next is decided when it is gone. */
    record Leaving() implements ReplicaState {}

    /** Its pod has not started. */
    record Pending() implements ReplicaState {}

    /** Its trainer runs. */
    record Running() implements ReplicaState {}

    /** Its trainer, or an init container before it, has failed, and the kubelet starts it again in its pod. */
    record Restarting() implements ReplicaState {}

    /** Its trainer has failed, and its policy gives it a new pod. */
    record Replaced() implements ReplicaState {}

    /** Its trainer will not run again. */
    record Over(Outcome outcome, Optional<Integer> exitCode) implements ReplicaState {}

    static ReplicaState of(RestartPolicy policy, Optional<ReplicaPod> pod, Optional<ReplicaHistory> history) {
        // What has once ended for good stays ended, whatever becomes of its pod.
        var recorded = history.flatMap(ReplicaHistory::outcome).flatMap(Outcome::of);
        if (recorded.isPresent()) {
            return new Over(recorded.get(), history.flatMap(ReplicaHistory::exitCode));
        }
        return pod.map(present -> of(policy, present)).orElseGet(Missing::new);
    }

    private static ReplicaState of(RestartPolicy policy, ReplicaPod pod) {
        if (pod.deleting()) {
            return new Leaving();
        }
        var end = pod.trainer().flatMap(PodContainer::ended);
        var exitCode = end.map(Ended::exitCode);
        if (exitCode.filter(code -> code == 0).isPresent()
                || finishedBefore(pod)
                || pod.phase().equals("Succeeded")) {
            return new Over(Outcome.SUCCEEDED, Optional.of(0));
        }
        boolean dead = pod.phase().equals("Failed");
        boolean endedForThisPod =
                end.isPresent() && !pod.trainer().map(pod::restartsOnFailure).orElse(false);
        if (dead || endedForThisPod) {
            var failure = PodFailure.exitCode(pod);
            return policy.replaces(failure) ? new Replaced() : new Over(Outcome.FAILED, failure);
        }
        return pod.trainer()
                .flatMap(ReplicaState::underWay)
                .or(() -> pod.failedInit().filter(pod::restartsOnFailure).map(_ -> new Restarting()))
                .orElseGet(() -> pod.phase().equals("Pending") ? new Pending() : new Running());
    }

    /** What the trainer's own state says, whatever the other containers of its pod do; absent before it has started. */
    private static Optional<ReplicaState> underWay(PodContainer trainer) {
        return switch (trainer.state()) {
            case ContainerState.Running _ -> Optional.of(new Running());
            case Ended _ -> Optional.of(new Restarting());
            case ContainerState.Waiting _ -> trainer.lastEnd().map(_ -> new Restarting());
        };
    }

    /** Pods that Training Operator has made carry Always, under which the kubelet runs a finished trainer again. */
    private static boolean finishedBefore(ReplicaPod pod) {
        return pod.trainer()
                .flatMap(PodContainer::lastEnd)
                .filter(end -> end.exitCode() == 0)
                .isPresent();
    }
}
