package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LastWorkerTest {
    private static final Instant END = Instant.parse("2026-11-23T10:00:00Z");

    private final TrainingJob elastic = Jobs.pyTorch("elasticPolicy: {}", "Worker 3");

    @Test
    void worker0HasFiveMinutesFromTheFirstSuccess() {
        assertThat(remaining(elastic, Map.of("worker-1", Jobs.succeeded()), 60)).contains(Duration.ofMinutes(4));
        assertThat(remaining(elastic, Map.of("worker-1", Jobs.succeeded()), 300))
                .isEmpty();
    }

    @Test
    void itIsNotWaitedForBeforeOrOnceItHasEnded() {
        assertThat(remaining(elastic, Map.of(), 60)).isEmpty();
        assertThat(remaining(elastic, Map.of("worker-0", Jobs.succeeded(), "worker-1", Jobs.succeeded()), 60))
                .isEmpty();
        assertThat(remaining(elastic, Map.of("worker-0", Jobs.failed(), "worker-1", Jobs.succeeded()), 60))
                .isEmpty();
    }

    @Test
    void onlyAnElasticJobWithoutAMasterWaits() {
        var states = Map.of("worker-1", Jobs.succeeded());
        assertThat(remaining(Jobs.pyTorch("nprocPerNode: auto", "Worker 3"), states, 60))
                .isEmpty();
        assertThat(remaining(Jobs.pyTorch("elasticPolicy: {}", "Master 1", "Worker 3"), states, 60))
                .isEmpty();
    }

    private static Optional<Duration> remaining(TrainingJob job, Map<String, ReplicaState> states, long later) {
        List<ReplicaView> views = Jobs.views(job, states).stream()
                .map(view -> view.state() instanceof ReplicaState.Over(var outcome, var exitCode)
                        ? view.withHistory(History.ended(view.history(), outcome, exitCode, END))
                        : view)
                .toList();
        return LastWorker.remaining(job, views, END.plusSeconds(later));
    }
}
