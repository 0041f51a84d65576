package dev.trainyard.api.kubeflow;

/**
 * One condition of a job.
 *
 * @param type Created, Running, Restarting, Succeeded, Failed or Suspended
 * @param status True, False or Unknown
 * @param reason one CamelCase word, as v1 spells it: {@code TFJobSucceeded}
 * @param message one sentence for a person
 * @param lastUpdateTime RFC 3339 in UTC
 * @param lastTransitionTime when the status last changed, RFC 3339 in UTC
 */
public record JobCondition(
        String type, String status, String reason, String message, String lastUpdateTime, String lastTransitionTime) {}
