package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.kubeflow.ReplicaStatus;
import dev.trainyard.api.trainyard.ArtifactsStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds the next status of a job from its last one. */
final class StatusBuilder {
    private final TrainingJob job;
    private final Instant now;
    private List<JobCondition> conditions;
    private Map<String, ReplicaStatus> replicaStatuses;
    private Optional<String> startTime;
    private Optional<String> completionTime;
    private Optional<ArtifactsStatus> artifacts;
    private Map<String, ReplicaHistory> history;
    private Optional<Integer> round;

    StatusBuilder(TrainingJob job, Instant now) {
        this.job = job;
        this.now = now;
        conditions = job.status().conditions();
        replicaStatuses = job.status().replicaStatuses();
        startTime = job.status().startTime();
        completionTime = job.status().completionTime();
        artifacts = job.status().artifacts();
        history = job.status().history();
        round = job.status().round();
    }

    /** Every job begins so, whatever happens to it next. */
    StatusBuilder created() {
        return conditions.isEmpty()
                ? with(
                        Conditions.CREATED,
                        job.framework().kind() + "Created",
                        "%s %s is created.".formatted(job.framework().kind(), job.name()))
                : this;
    }

    StatusBuilder with(String type, String reason, String message) {
        conditions = Conditions.with(conditions, type, reason, message, now);
        return this;
    }

    StatusBuilder without(String type, String reason, String message) {
        conditions = Conditions.without(conditions, type, reason, message, now);
        return this;
    }

    /** Removes the condition: its cause is over, and no other condition replaces it. */
    StatusBuilder dropped(String type) {
        conditions = conditions.stream()
                .filter(condition -> !condition.type().equals(type))
                .toList();
        return this;
    }

    boolean has(String type, String reason) {
        return conditions.stream()
                .anyMatch(condition ->
                        condition.type().equals(type) && condition.reason().equals(reason));
    }

    boolean has(String type) {
        return Conditions.isTrue(conditions, type);
    }

    StatusBuilder started() {
        startTime = Optional.of(time());
        return this;
    }

    StatusBuilder notStarted() {
        startTime = Optional.empty();
        return this;
    }

    boolean hasStarted() {
        return startTime.isPresent();
    }

    StatusBuilder completed() {
        completionTime = completionTime.or(() -> Optional.of(time()));
        return this;
    }

    StatusBuilder replicas(Map<String, ReplicaStatus> statuses) {
        replicaStatuses = statuses;
        return this;
    }

    StatusBuilder artifacts(Optional<ArtifactsStatus> status) {
        artifacts = status;
        return this;
    }

    Optional<ArtifactsStatus> artifacts() {
        return artifacts;
    }

    StatusBuilder history(List<ReplicaView> views) {
        history = new TreeMap<>();
        views.forEach(view ->
                view.history().ifPresent(known -> history.put(view.replica().name(), known)));
        return this;
    }

    StatusBuilder round(int number) {
        round = number == 0 ? Optional.empty() : Optional.of(number);
        return this;
    }

    JobStatus build() {
        return new JobStatus(
                conditions,
                replicaStatuses,
                startTime,
                completionTime,
                job.status().lastReconcileTime(),
                artifacts,
                history,
                round);
    }

    private String time() {
        return now.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
