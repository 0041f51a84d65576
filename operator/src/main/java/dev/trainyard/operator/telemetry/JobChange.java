package dev.trainyard.operator.telemetry;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.JobStatus;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What is counted of jobs, under the names that Training Operator has for it. */
public enum JobChange {
    CREATED("Created"),
    SUCCESSFUL("Succeeded"),
    FAILED("Failed"),
    RESTARTED("Restarting"),
    /** Told by the watch, not by a status. */
    DELETED("");

    private final String condition;

    JobChange(String condition) {
        this.condition = condition;
    }

    /**
     * What one status write has brought about. Counted from what changes rather than from what is seen, so that an
     * operator which starts anew does not count all jobs again, as v1's does.
     */
    public static Set<JobChange> between(JobStatus before, JobStatus after) {
        var changes = EnumSet.noneOf(JobChange.class);
        for (var change : values()) {
            var now = change.since(after);
            if (now.isPresent() && !now.equals(change.since(before))) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** When the condition became true; a job that restarts again has a new time. */
    private Optional<String> since(JobStatus status) {
        return status.conditions().stream()
                .filter(it -> it.type().equals(condition) && it.status().equals("True"))
                .map(JobCondition::lastTransitionTime)
                .findFirst();
    }
}
