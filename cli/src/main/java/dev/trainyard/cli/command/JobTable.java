package dev.trainyard.cli.command;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.cli.screen.Quantities;
import dev.trainyard.cli.screen.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Jobs as a table. */
final class JobTable {
    /** A header and a line for each job. */
    static List<String> lines(List<KubeflowJob> jobs, Instant now) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("NAME", "KIND", "STATE", "REPLICAS", "ARTIFACTS", "AGE"));
        jobs.forEach(job -> rows.add(List.of(
                job.getMetadata().getName(), job.getKind(), state(job), replicas(job), artifacts(job), age(job, now))));
        return Table.lines(rows);
    }

    /** As v1's State column: the last condition. */
    static String state(KubeflowJob job) {
        var conditions = conditions(job);
        return conditions.isEmpty() ? "" : conditions.getLast().type();
    }

    static List<JobCondition> conditions(KubeflowJob job) {
        return job.getStatus() == null ? List.of() : job.getStatus().conditions();
    }

    private static String replicas(KubeflowJob job) {
        return job.replicaSpecs().entrySet().stream()
                .map(role -> role.getValue().replicas().orElse(1) + " " + role.getKey())
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String artifacts(KubeflowJob job) {
        return Optional.ofNullable(job.getStatus())
                .flatMap(status -> status.artifacts())
                .map(artifacts -> artifacts.phase())
                .orElse("-");
    }

    private static String age(KubeflowJob job, Instant now) {
        return Quantities.duration(
                Duration.between(Instant.parse(job.getMetadata().getCreationTimestamp()), now));
    }

    private JobTable() {}
}
