package dev.trainyard.cli.command;

import dev.trainyard.api.Printable;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.cli.follow.JobViews;
import dev.trainyard.cli.follow.PodState;
import dev.trainyard.cli.follow.RunState;
import dev.trainyard.cli.follow.Signal;
import dev.trainyard.cli.progress.UploadLog;
import dev.trainyard.cli.screen.JobLines;
import dev.trainyard.cli.screen.Quantities;
import dev.trainyard.cli.screen.Table;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** All about one job, in lines. */
final class Description {
    /** @param uploads what the uploaders of these pods have logged, by the pod's name */
    static List<String> lines(KubeflowJob job, List<Pod> pods, Map<String, UploadLog> uploads, List<Event> events) {
        var lines = new ArrayList<String>();
        var metadata = job.getMetadata();
        lines.add(job.getKind() + " " + metadata.getName() + " in namespace " + metadata.getNamespace());
        lines.add("  run       " + metadata.getUid());
        lines.add("  created   " + metadata.getCreationTimestamp());
        lines.add("");
        lines.add("State");
        JobTable.conditions(job)
                .forEach(condition -> lines.add("  %-11s %-6s %s  %s"
                        .formatted(
                                condition.type(),
                                condition.status(),
                                condition.lastTransitionTime(),
                                condition.message())));
        lines.add("");
        lines.add("Replicas");
        replicas(job, pods).forEach(lines::add);
        Optional.ofNullable(job.getStatus())
                .flatMap(status -> status.artifacts())
                .ifPresent(artifacts -> {
                    lines.add("");
                    lines.add("Artifacts");
                    artifacts(artifacts).forEach(lines::add);
                    if (!artifacts.phase().equals("Uploaded")) {
                        uploads.forEach((pod, log) -> upload(pod, log).forEach(lines::add));
                    }
                });
        if (!events.isEmpty()) {
            lines.add("");
            lines.add("Events");
            events.forEach(event -> lines.add("  %s  %-7s %-20s %s/%s  %s"
                    .formatted(
                            time(event),
                            event.getType(),
                            event.getReason(),
                            event.getInvolvedObject().getKind(),
                            event.getInvolvedObject().getName(),
                            event.getMessage())));
        }
        return lines.stream().map(Printable::of).toList();
    }

    /** When it last happened, RFC 3339; empty where the event does not say. */
    static String time(Event event) {
        return Optional.ofNullable(event.getLastTimestamp())
                .or(() -> Optional.ofNullable(event.getEventTime()).map(time -> time.getTime()))
                .or(() -> Optional.ofNullable(event.getMetadata().getCreationTimestamp()))
                .orElse("");
    }

    private static List<String> replicas(KubeflowJob job, List<Pod> pods) {
        if (pods.isEmpty()) {
            return List.of("  no pods");
        }
        var state = RunState.NOTHING.after(new Signal.JobSeen(job));
        for (var pod : pods) {
            state = state.after(new Signal.PodSeen(pod, Instant.EPOCH));
        }
        var view = JobViews.of(job.getKind(), job.getMetadata().getName(), state);
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("", "STATE", "NODE", "RESTARTS", "LAST EXIT", ""));
        // Both in one order: the chief first, then by role and number.
        var replicas = view.replicas().iterator();
        for (var pod : state.replicas()) {
            var replica = replicas.next();
            rows.add(List.of(
                    replica.name(),
                    pod.trainer().isPresent() ? replica.state() : pod.phase(),
                    Optional.ofNullable(pod.pod().getSpec().getNodeName()).orElse("-"),
                    restarts(job, pod, replica.name()),
                    lastExit(pod),
                    replica.detail()));
        }
        return Table.lines(rows).stream().map(line -> "  " + line).toList();
    }

    /** Over all its pods, as the operator counts them; else of this pod. */
    private static String restarts(KubeflowJob job, PodState pod, String name) {
        var history = Optional.ofNullable(job.getStatus())
                .flatMap(status -> Optional.ofNullable(status.history().get(name)));
        var ofPod = pod.trainer().map(ContainerStatus::getRestartCount).orElse(0);
        return Integer.toString(
                Math.max(ofPod, history.map(ReplicaHistory::restarts).orElse(0)));
    }

    /** The trainer's, or in a pod without one the uploader's. */
    private static String lastExit(PodState pod) {
        return pod.trainer()
                .or(pod::uploader)
                .flatMap(container -> Stream.of(container.getState(), container.getLastState())
                        .filter(Objects::nonNull)
                        .map(ContainerState::getTerminated)
                        .filter(Objects::nonNull)
                        .findFirst())
                .map(end -> end.getExitCode() + reason(end))
                .orElse("-");
    }

    /** Error and Completed say no more than the code. */
    private static String reason(ContainerStateTerminated end) {
        var reason = Optional.ofNullable(end.getReason()).orElse("");
        return reason.isEmpty() || reason.equals("Error") || reason.equals("Completed") ? "" : " " + reason;
    }

    private static List<String> artifacts(ArtifactsStatus artifacts) {
        var lines = new ArrayList<String>();
        lines.add("  " + artifacts.phase()
                + artifacts.url().map(url -> "  " + url).orElse("")
                + artifacts.files().map(files -> "  " + files + " files").orElse("")
                + artifacts.bytes().map(bytes -> "  " + Quantities.bytes(bytes)).orElse("")
                + artifacts
                        .seconds()
                        .map(seconds -> "  in " + duration(seconds))
                        .orElse(""));
        artifacts.manifestSha256().ifPresent(sha256 -> lines.add("  manifest.json  sha256 " + sha256));
        artifacts.message().ifPresent(message -> lines.add("  " + message));
        return lines;
    }

    private static String duration(double seconds) {
        return Quantities.duration(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    private static List<String> upload(String pod, UploadLog log) {
        var lines = new ArrayList<String>();
        log.progress().ifPresent(progress -> lines.add("  " + JobLines.progress(progress) + "  by pod " + pod));
        log.trouble().ifPresent(trouble -> lines.add("  " + trouble));
        return lines;
    }

    private Description() {}
}
