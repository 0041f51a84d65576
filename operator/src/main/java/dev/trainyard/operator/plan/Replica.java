package dev.trainyard.operator.plan;

/**
 * One replica of a job.
 *
 * @param role its role
 * @param index its index within the role, from 0
 */
public record Replica(Role role, int index) {
    /** Its name within the job: {@code worker-0}. */
    public String name() {
        return role.key() + "-" + index;
    }

    /** The name of its pod, which is also the pod's host name: {@code digits-worker-0}. */
    public String podName(TrainingJob job) {
        return job.name() + "-" + name();
    }
}
