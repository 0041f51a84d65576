package dev.trainyard.cli.follow;

import dev.trainyard.api.kubeflow.KubeflowJob;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** A warning event about a pod, or about one of its containers: why it does not start, say. */
    record Warned(String pod, Optional<String> container, String reason, String message) implements Signal {
        /** The kubelet's {@code spec.containers{name}} and {@code spec.initContainers{name}}. */
        private static final Pattern CONTAINER = Pattern.compile("spec\\.\\w*[cC]ontainers\\{(.+)}");

        /** What the event says; empty where it is not about a pod. */
        static Optional<Signal> of(Event event) {
            return Optional.ofNullable(event.getInvolvedObject())
                    .filter(about -> "Pod".equals(about.getKind()))
                    .map(about -> new Warned(
                            about.getName(),
                            Optional.ofNullable(about.getFieldPath())
                                    .map(CONTAINER::matcher)
                                    .filter(Matcher::matches)
                                    .map(field -> field.group(1)),
                            event.getReason(),
                            event.getMessage()));
        }
    }

    /** A log has been read to its end. */
    record LogEnded() implements Signal {}
}
