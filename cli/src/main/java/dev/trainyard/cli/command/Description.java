package dev.trainyard.cli.command;

import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import dev.trainyard.cli.follow.JobViews;
import dev.trainyard.cli.follow.RunState;
import dev.trainyard.cli.follow.Signal;
import dev.trainyard.cli.screen.JobLines;
import dev.trainyard.cli.screen.Quantities;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All about one job, in lines. */
final class Description {
    static List<String> lines(KubeflowJob job, List<Pod> pods, List<Event> events) {
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
        return lines;
    }

    /** When it last happened, RFC 3339; empty where the event does not say. */
    static String time(Event event) {
        return Optional.ofNullable(event.getLastTimestamp())
                .or(() -> Optional.ofNullable(event.getEventTime()).map(time -> time.getTime()))
                .or(() -> Optional.ofNullable(event.getMetadata().getCreationTimestamp()))
                .orElse("");
    }

    private static List<String> replicas(KubeflowJob job, List<Pod> pods) {
        var state = RunState.NOTHING.after(new Signal.JobSeen(job));
        for (var pod : pods) {
            state = state.after(new Signal.PodSeen(pod, Instant.EPOCH));
        }
        var view = JobLines.of(JobViews.of(job.getKind(), job.getMetadata().getName(), state), Integer.MAX_VALUE);
        return pods.isEmpty() ? List.of("  no pods") : view.subList(1, view.size());
    }

    private static List<String> artifacts(ArtifactsStatus artifacts) {
        var lines = new ArrayList<String>();
        lines.add("  " + artifacts.phase()
                + artifacts.url().map(url -> "  " + url).orElse("")
                + artifacts.files().map(files -> "  " + files + " files").orElse("")
                + artifacts.bytes().map(bytes -> "  " + Quantities.bytes(bytes)).orElse(""));
        artifacts.message().ifPresent(message -> lines.add("  " + message));
        return lines;
    }

    private Description() {}
}
