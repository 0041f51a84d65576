package dev.trainyard.api.kubeflow;

/**
 * How many pods of a role are in which phase.
 *
 * @param active pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended badly
 * @param selector a label selector that finds the pods of the role
 */
public record ReplicaStatus(int active, int succeeded, int failed, String selector) {}
