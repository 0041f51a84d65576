package dev.trainyard.operator.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobCondition;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.operator.plan.TrainingJob;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class JobChangeTest {
    private static final JobStatus CREATED = status(condition("Created", "True", "09:00"));

    @Test
    void aNewJobIsCreatedOnce() {
        assertThat(JobChange.between(TrainingJob.NEW, CREATED)).containsExactly(JobChange.CREATED);
        assertThat(JobChange.between(CREATED, CREATED)).isEmpty();
    }

    @Test
    void aVerdictIsCountedWhenItComesIn() {
        var running = with(CREATED, condition("Running", "True", "09:01"));

        assertThat(JobChange.between(CREATED, running)).isEmpty();
        assertThat(JobChange.between(running, with(running, condition("Succeeded", "True", "09:02"))))
                .containsExactly(JobChange.SUCCESSFUL);
        assertThat(JobChange.between(running, with(running, condition("Failed", "True", "09:02"))))
                .containsExactly(JobChange.FAILED);
    }

    @Test
    void eachRestartIsCounted() {
        var once = with(CREATED, condition("Restarting", "True", "09:01"));
        var twice = with(CREATED, condition("Restarting", "True", "09:05"));

        assertThat(JobChange.between(CREATED, once)).containsExactly(JobChange.RESTARTED);
        assertThat(JobChange.between(once, twice)).containsExactly(JobChange.RESTARTED);
        assertThat(JobChange.between(twice, with(CREATED, condition("Restarting", "False", "09:06"))))
                .isEmpty();
    }

    private static JobStatus status(JobCondition... conditions) {
        var blank = TrainingJob.NEW;
        return new JobStatus(
                List.of(conditions),
                blank.replicaStatuses(),
                blank.startTime(),
                blank.completionTime(),
                blank.lastReconcileTime(),
                blank.artifacts(),
                blank.history(),
                blank.round());
    }

    private static JobStatus with(JobStatus status, JobCondition condition) {
        return status(Stream.concat(status.conditions().stream(), Stream.of(condition))
                .toArray(JobCondition[]::new));
    }

    private static JobCondition condition(String type, String status, String time) {
        return new JobCondition(type, status, type, type, time, time);
    }
}
