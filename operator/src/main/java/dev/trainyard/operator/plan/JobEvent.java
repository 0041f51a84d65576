package dev.trainyard.operator.plan;

import dev.trainyard.operator.pods.Shortened;

/**
 * An event on the job.
 *
 * @param type Normal or Warning
 * @param reason one CamelCase word, as v1 spells it
 * @param message one sentence for a person
 */
public record JobEvent(String type, String reason, String message) {
    /**
     * As the API {@code events.k8s.io} has it. What users, webhooks and kubelets write can be a thousand times longer.
     */
    private static final int LONGEST_MESSAGE = 1024;

    public JobEvent {
        message = Shortened.to(LONGEST_MESSAGE, message);
    }

    public static JobEvent normal(String reason, String message) {
        return new JobEvent("Normal", reason, message);
    }

    public static JobEvent warning(String reason, String message) {
        return new JobEvent("Warning", reason, message);
    }
}
