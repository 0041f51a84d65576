package dev.trainyard.api.kubeflow;

import java.util.Optional;

/**
 * What the operator knows of a replica beyond the life of its pods; Trainyard's addition to v1. It is written before
 * the deletion that it accounts for, and keyed by the pod's UID, so that no restart is counted twice or not at all.
 *
 * @param podUID the pod that was last counted, or under {@code trainyard.dev/restart: all} last seen; absent before
 *     that
 * @param restarts restarts over all pods of the replica, in place and by a new pod
 * @param podRestarts the part of {@code restarts} that the pod {@code podUID} caused
 * @param attempt for the chief, the number of its last pod, from 1; absent where nothing is uploaded
 * @param outcome how the trainer ended for good: Succeeded, Failed, or Interrupted (the operator stopped it); absent
 *     until then
 * @param exitCode its exit code; absent where it has none
 * @param ended when the operator saw the end, RFC 3339 in UTC
 * @param failures how many pods of the replica have failed in a row and been replaced; the pause before the next pod
 *     grows with it
 * @param lastFailure when the operator saw the last of these failures, RFC 3339 in UTC
 * @param message how a pod of the replica last failed
 */
public record ReplicaHistory(
        Optional<String> podUID,
        int restarts,
        int podRestarts,
        Optional<Integer> attempt,
        Optional<String> outcome,
        Optional<Integer> exitCode,
        Optional<String> ended,
        Optional<Integer> failures,
        Optional<String> lastFailure,
        Optional<String> message) {
    /** Nothing is known. */
    public static final ReplicaHistory BLANK = new ReplicaHistory(
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** The same with other counts. */
    public ReplicaHistory counted(Optional<String> pod, int all, int ofPod) {
        return new ReplicaHistory(pod, all, ofPod, attempt, outcome, exitCode, ended, failures, lastFailure, message);
    }

    /** The same with a number of the last attempt. */
    public ReplicaHistory attempted(Optional<Integer> number) {
        return new ReplicaHistory(
                podUID, restarts, podRestarts, number, outcome, exitCode, ended, failures, lastFailure, message);
    }

    /** The same with an end, or without one. */
    public ReplicaHistory ended(Optional<String> how, Optional<Integer> code, Optional<String> when) {
        return new ReplicaHistory(
                podUID, restarts, podRestarts, attempt, how, code, when, failures, lastFailure, message);
    }

    /** The same with other failures, or without any. */
    public ReplicaHistory failed(Optional<Integer> inARow, Optional<String> last, Optional<String> how) {
        return new ReplicaHistory(podUID, restarts, podRestarts, attempt, outcome, exitCode, ended, inARow, last, how);
    }
}
