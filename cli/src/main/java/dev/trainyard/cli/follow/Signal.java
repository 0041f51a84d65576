package dev.trainyard.cli.follow;

import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;

/** Something that was heard of a job. */
public sealed interface Signal {
    /** The job as it is now. */
    record JobSeen(KubeflowJob job) implements Signal {}

    /** The job was deleted. */
    record JobGone() implements Signal {}

    /** A pod of the job as it is now, and when that was heard. */
    record PodSeen(Pod pod, Instant at) implements Signal {}

    /** A line of a container's log. */
    record Logged(String pod, String container, String line) implements Signal {}

    /** A warning event about a pod: why it does not start, say. */
    record Warned(String pod, String reason, String message) implements Signal {}

    /** A log has been read to its end. */
    record LogEnded() implements Signal {}
}
