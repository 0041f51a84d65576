package dev.trainyard.operator.plan;

import dev.trainyard.operator.artifacts.FinisherPod;
import dev.trainyard.operator.pods.ContainerState;
import dev.trainyard.operator.pods.ReplicaPod;
import java.time.Instant;
import java.util.List;

/**
 * A job that trains, and whose spec or annotations cannot be read since they were last changed. A slip must not end a
 * training: the pods stay as they are, nothing is made and nothing is deleted until the slip is corrected. The job can
 * still succeed, fail, reach a limit or be suspended.
 */
final class HeldJob {
    /** Whether the job has trained already, so that what cannot be read is a later change of it. */
    static boolean hasBegun(TrainingJob job, Observed observed) {
        return job.status().startTime().isPresent() || !observed.pods().isEmpty();
    }

    /**
     * Whether what can be read of the job accounts for all of its pods. Otherwise nobody can say which of them decide
     * over it.
     */
    static boolean isExplained(TrainingJob job, Observed observed) {
        return job.replicas().findAny().isPresent()
                && observed.pods().stream()
                        .filter(pod -> !FinisherPod.is(pod))
                        .allMatch(pod -> job.replicas()
                                .anyMatch(replica -> pod.isOf(replica.role().key(), replica.index())));
    }

    static Plan plan(TrainingJob job, Observed observed, List<ReplicaView> views, Instant now) {
        var kind = job.framework().kind();
        var problems = String.join("; ", job.problems());
        var problem = "%s %s/%s keeps its pods and gets no new ones until it is corrected: %s"
                .formatted(kind, job.namespace(), job.name(), problems);
        var status = new StatusBuilder(job, now).created();
        if (observed.pods().stream().anyMatch(HeldJob::trains)) {
            status.with(
                    Conditions.RUNNING,
                    kind + "Running",
                    "%s %s/%s is running. It gets no new pods until it is corrected: %s"
                            .formatted(kind, job.namespace(), job.name(), problems));
        } else {
            status.with(Conditions.WAITING, kind + "FailedValidation", problem);
        }
        if (isExplained(job, observed)) {
            status.replicas(ReplicaStatuses.of(job, views));
        }
        return new Plan(
                status.build(),
                List.of(),
                List.of(JobEvent.warning(kind + "FailedValidation", problem)),
                ActiveDeadline.remaining(job, now));
    }

    private static boolean trains(ReplicaPod pod) {
        return pod.trainer()
                .filter(trainer -> trainer.state() instanceof ContainerState.Running)
                .isPresent();
    }

    private HeldJob() {}
}
