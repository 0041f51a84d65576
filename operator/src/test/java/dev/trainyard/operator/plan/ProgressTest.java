package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Instant NOW = Instant.parse("2026-11-29T10:00:00Z");
    private static final TrainingJob JOB = Jobs.job("", "", "Chief 1", "Worker 2");

    @Test
    void aJobThatBeginsAndRunsMakesProgress() {
        var running = status().created().started().with(Conditions.RUNNING, "TFJobRunning", "It runs.");

        assertThat(Progress.isAll(JOB, running.build())).isTrue();
    }

    @Test
    void aWorkerThatHasSucceededMakesProgress() {
        assertThat(Progress.isAll(JOB, withHistory("worker-1", ended("Succeeded", 0))))
                .isTrue();
    }

    @Test
    void whatTheOperatorGoesOnFromIsNotProgress() {
        assertThat(Progress.isAll(JOB, withHistory("chief-0", ended("Succeeded", 0))))
                .as("the end of the chief, which its uploader is told")
                .isFalse();
        assertThat(Progress.isAll(JOB, withHistory("worker-1", ended("Failed", 0))))
                .as("a failure")
                .isFalse();
        assertThat(Progress.isAll(JOB, withHistory("worker-1", ended("Succeeded", 1))))
                .as("restarts that count against the limit")
                .isFalse();
        assertThat(Progress.isAll(JOB, status().round(1).build())).as("a round").isFalse();
        assertThat(Progress.isAll(
                        JOB,
                        status().with(Conditions.SUCCEEDED, "TFJobSucceeded", "Done.")
                                .completed()
                                .build()))
                .as("a verdict")
                .isFalse();
        assertThat(Progress.isAll(
                        JOB,
                        status().with(Conditions.RESTARTING, "TFJobRestarting", "Again.")
                                .build()))
                .as("a restart")
                .isFalse();
    }

    private static StatusBuilder status() {
        return new StatusBuilder(JOB, NOW);
    }

    private static JobStatus withHistory(String replica, ReplicaHistory history) {
        var status = status().build();
        return new JobStatus(
                List.of(),
                Map.of(),
                Optional.empty(),
                Optional.empty(),
                status.lastReconcileTime(),
                Optional.empty(),
                Map.of(replica, history),
                Optional.empty());
    }

    private static ReplicaHistory ended(String outcome, int restarts) {
        return ReplicaHistory.BLANK
                .counted(Optional.empty(), restarts, 0)
                .ended(Optional.of(outcome), Optional.of(0), Optional.of(NOW.toString()));
    }
}
