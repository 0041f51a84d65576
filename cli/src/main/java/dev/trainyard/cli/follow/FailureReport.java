package dev.trainyard.cli.follow;

import dev.trainyard.api.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Why a job has failed: the cause, the evidence, and what to do. */
public final class FailureReport {
    /** The report in lines; the command is what the person calls {@code trainyard} by. */
    public static List<String> lines(String name, RunState state, String command) {
        var lines = new ArrayList<String>();
        var failed = state.condition("Failed");
        lines.add("Failed: " + failed.map(condition -> condition.message()).orElse("the job was deleted"));
        var culprit = Outcome.firstFailure(state);
        culprit.filter(pod -> !pod.lastLines().isEmpty()).ifPresent(pod -> {
            lines.add("The last that " + Replicas.name(pod.pod()) + " said:");
            pod.lastLines().forEach(line -> lines.add("  | " + line));
        });
        culprit.flatMap(PodState::warning).ifPresent(warning -> lines.add("The cluster says: " + warning));
        state.artifacts().ifPresent(artifacts -> {
            artifacts.url().ifPresent(url -> lines.add("What it had written is in " + url + "."));
            artifacts.message().ifPresent(message -> lines.add("The uploader says: " + message));
        });
        lines.add("Next:  " + fix(name, state, culprit, command));
        return lines.stream().map(Printable::of).toList();
    }

    private static String fix(String name, RunState state, Optional<PodState> culprit, String command) {
        var reason =
                state.condition("Failed").map(condition -> condition.reason()).orElse("");
        if (reason.equals("UploadFailed")) {
            return "correct the ArtifactStore or its Secret: kubectl describe artifactstore";
        }
        var end = culprit.flatMap(Outcome::trainerEnd);
        if (end.filter(terminated -> "OOMKilled".equals(terminated.getReason())).isPresent()) {
            return "raise resources.limits.memory of the trainer, or make its batches smaller";
        }
        return culprit.map(pod -> "%s logs %s --role %s --index %s   %s describe %s"
                        .formatted(command, name, role(pod), index(pod), command, name))
                .orElse(command + " describe " + name);
    }

    private static String role(PodState pod) {
        return Replicas.name(pod.pod()).replaceFirst("-\\d*$", "");
    }

    private static String index(PodState pod) {
        return Replicas.name(pod.pod()).replaceFirst("^.*-", "");
    }

    private FailureReport() {}
}
