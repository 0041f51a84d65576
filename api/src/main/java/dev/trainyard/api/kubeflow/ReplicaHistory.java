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
 */
public record ReplicaHistory(
        Optional<String> podUID,
        int restarts,
        int podRestarts,
        Optional<Integer> attempt,
        Optional<String> outcome,
        Optional<Integer> exitCode,
        Optional<String> ended) {}
