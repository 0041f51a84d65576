package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.operator.pods.Outcome;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One replica at one look.
 *
 * @param replica the replica
 * @param pod its pod, where it has one
 * @param state how it is doing
 * @param before what the status says of it
 * @param history what the status is to say of it now; absent where there is nothing worth remembering
 */
record ReplicaView(
        Replica replica,
        Optional<ReplicaPod> pod,
        ReplicaState state,
        Optional<ReplicaHistory> before,
        Optional<ReplicaHistory> history) {

    static List<ReplicaView> all(TrainingJob job, Observed observed, Instant now) {
        return job.replicas()
                .map(replica -> of(job, replica, observed.pod(replica), now))
                .toList();
    }

    private static ReplicaView of(TrainingJob job, Replica replica, Optional<ReplicaPod> pod, Instant now) {
        var before = job.history(replica);
        if (pod.filter(present -> WholeRestart.isDismissed(job, present)).isPresent()) {
            return new ReplicaView(replica, pod, new ReplicaState.Leaving(), before, before);
        }
        return of(job, replica, pod, ReplicaState.of(replica.role().restartPolicy(), pod, before), before, now);
    }

    private static ReplicaView of(
            TrainingJob job,
            Replica replica,
            Optional<ReplicaPod> pod,
            ReplicaState state,
            Optional<ReplicaHistory> before,
            Instant now) {
        var history = WholeRestart.concerns(job, replica)
                ? History.together(before, replica, pod, state, now)
                : History.next(before, replica, pod, state, now);
        return new ReplicaView(replica, pod, state, before, history);
    }

    boolean succeeded() {
        return state instanceof ReplicaState.Over over && over.outcome() == Outcome.SUCCEEDED;
    }

    boolean failed() {
        return state instanceof ReplicaState.Over over && over.outcome() == Outcome.FAILED;
    }

    boolean interrupted() {
        return state instanceof ReplicaState.Over over && over.outcome() == Outcome.INTERRUPTED;
    }

    /**
     * Whether it has failed for good though its policy would have tried it again: the job was ended before. What
     * becomes of such a job is decided already.
     */
    boolean wasNotTriedAgain() {
        return state instanceof ReplicaState.Over(var outcome, var exitCode)
                && outcome == Outcome.FAILED
                && replica.role().restartPolicy().replaces(exitCode);
    }

    boolean over() {
        return state instanceof ReplicaState.Over;
    }

    boolean running() {
        return state instanceof ReplicaState.Running;
    }

    /** Whether this look is the first to see it so: the status does not know yet. */
    boolean newlyOver() {
        return over() && before.flatMap(ReplicaHistory::outcome).isEmpty();
    }

    /** Restarts so far; one by a new pod counts once it is decided on, one in place once it has happened. */
    int restarts() {
        return history.map(ReplicaHistory::restarts).orElse(0);
    }

    boolean newlyRestarted() {
        return restarts() > before.map(ReplicaHistory::restarts).orElse(0);
    }

    /** Whether this look is the first to see that its pod has failed and is replaced. */
    boolean newlyReplaced() {
        return newlyRestarted()
                || !history.flatMap(ReplicaHistory::lastFailure).equals(before.flatMap(ReplicaHistory::lastFailure));
    }

    /** The same where its pod is replaced, and in its history that restart. */
    ReplicaView restarted(Instant now) {
        return state instanceof ReplicaState.Replaced
                ? pod.map(failed -> withHistory(History.replaced(before, replica, failed, now)))
                        .orElse(this)
                : this;
    }

    /** The same where its pod is replaced or its trainer runs again, if it is not: then it has failed for good. */
    ReplicaView notTriedAgain(TrainingJob job, Instant now) {
        return switch (state) {
            case ReplicaState.Restarting _, ReplicaState.Replaced _ ->
                of(
                        job,
                        replica,
                        pod,
                        new ReplicaState.Over(Outcome.FAILED, pod.flatMap(PodFailure::exitCode)),
                        before,
                        now);
            case ReplicaState.Missing _,
                    ReplicaState.Leaving _,
                    ReplicaState.Pending _,
                    ReplicaState.Running _,
                    ReplicaState.Over _ -> this;
        };
    }

    /** How its pod has failed, or the last one that did; empty where none has. */
    Optional<String> failure() {
        boolean hasFailed = switch (state) {
            case ReplicaState.Restarting _, ReplicaState.Replaced _ -> true;
            case ReplicaState.Missing _,
                    ReplicaState.Leaving _,
                    ReplicaState.Pending _,
                    ReplicaState.Running _,
                    ReplicaState.Over _ -> false;
        };
        return pod.filter(_ -> hasFailed)
                .map(failed -> PodFailure.of(failed, replica.role()))
                .or(() -> history.flatMap(ReplicaHistory::message));
    }

    ReplicaView with(ReplicaState changed, Optional<ReplicaHistory> remembered) {
        return new ReplicaView(replica, pod, changed, before, remembered);
    }

    ReplicaView withHistory(ReplicaHistory changed) {
        return new ReplicaView(replica, pod, state, before, Optional.of(changed));
    }
}
