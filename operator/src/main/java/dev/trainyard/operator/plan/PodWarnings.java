package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.ContainerState.Waiting;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What v1 says about pods in events of the job, so that {@code kubectl describe tfjob} tells why it does not get on.
 */
final class PodWarnings {
    /** Reasons to wait that are none to worry; a message with them tells how far it is. */
    private static final Set<String> ON_ITS_WAY = Set.of("ContainerCreating", "PodInitializing");

    static List<JobEvent> ofTemplates(TrainingJob job) {
        var events = new ArrayList<JobEvent>();
        if (anyTemplate(job, spec -> spec.getRestartPolicy() != null)) {
            events.add(JobEvent.warning(
                    "SetPodTemplateRestartPolicy",
                    "Restart policy in pod template will be overwritten by restart policy in replica spec"));
        }
        if (!job.hasServicePerReplica()
                && anyTemplate(job, spec -> spec.getHostname() != null || spec.getSubdomain() != null)) {
            events.add(JobEvent.warning(
                    "SetPodTemplateHostname",
                    "hostname and subdomain in pod template will be overwritten, since the replicas find each other by them: annotate the job with %s=%s to keep them"
                            .formatted(Names.SERVICES, Names.PER_REPLICA)));
        }
        return events;
    }

    private static boolean anyTemplate(TrainingJob job, Predicate<PodSpec> condition) {
        return job.roles().stream().map(role -> role.template().getSpec()).anyMatch(condition);
    }

    static List<JobEvent> ofViews(TrainingJob job, List<ReplicaView> views) {
        var events = new ArrayList<JobEvent>();
        for (var view : views) {
            exit(job, view).forEach(events::add);
            view.pod()
                    .filter(pod -> !pod.deleting())
                    .ifPresent(pod -> waiting(pod).forEach(events::add));
        }
        return events;
    }

    private static Stream<JobEvent> exit(TrainingJob job, ReplicaView view) {
        boolean seenFirst = view.newlyOver() || view.newlyRestarted();
        return view.pod().stream()
                .filter(_ -> seenFirst)
                .flatMap(pod -> pod.trainer().flatMap(PodContainer::ended).stream())
                .map(end -> JobEvent.normal(
                        "ExitedWithCode",
                        "Pod: %s.%s exited with code %d"
                                .formatted(job.namespace(), view.replica().podName(job), end.exitCode())));
    }

    private static Stream<JobEvent> waiting(ReplicaPod pod) {
        return Stream.concat(unschedulable(pod), containers(pod));
    }

    private static Stream<JobEvent> unschedulable(ReplicaPod pod) {
        return pod.unschedulable().stream()
                .map(message -> JobEvent.warning(
                        "Unschedulable", "Error pod %s condition message: %s".formatted(pod.name(), message)));
    }

    private static Stream<JobEvent> containers(ReplicaPod pod) {
        return pod.waiting()
                .flatMap(container -> container.state() instanceof Waiting(var reason, var message)
                                && !message.isEmpty()
                                && !ON_ITS_WAY.contains(reason)
                        ? Stream.of(JobEvent.warning(
                                reason,
                                "Error pod %s container %s waiting message: %s"
                                        .formatted(pod.name(), container.name(), message)))
                        : Stream.empty());
    }

    private PodWarnings() {}
}
