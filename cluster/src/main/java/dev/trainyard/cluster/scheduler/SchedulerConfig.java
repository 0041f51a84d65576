package dev.trainyard.cluster.scheduler;

/**
 * How a scheduler is run.
 *
 * @param name the {@code schedulerName} of the pods that it places; beside a real kube-scheduler, take another than
 *     {@link #DEFAULT_NAME}
 */
public record SchedulerConfig(String name) {
    public static final String DEFAULT_NAME = "default-scheduler";

    public static SchedulerConfig standard() {
        return new SchedulerConfig(DEFAULT_NAME);
    }
}
