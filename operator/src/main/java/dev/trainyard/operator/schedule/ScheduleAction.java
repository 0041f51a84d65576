package dev.trainyard.operator.schedule;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

/** One change to the cluster. Each can be done twice without harm. */
public sealed interface ScheduleAction {
    /** Makes a job, unless one of its name is there that the schedule has made. */
    record CreateJob(GenericKubernetesResource job) implements ScheduleAction {}

    /** Deletes this job, and no later one of its name. */
    record DeleteJob(String kind, String name, String uid) implements ScheduleAction {}
}
