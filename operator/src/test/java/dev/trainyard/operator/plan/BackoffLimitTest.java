package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BackoffLimitTest {
    @Test
    void aLimitOfTwoAllowsTwoRestartsOverAllReplicas() {
        assertThat(exceeded("backoffLimit: 2", 1, 1, 0)).isFalse();
        assertThat(exceeded("backoffLimit: 2", 1, 2, 0)).isTrue();
        assertThat(exceeded("backoffLimit: 0", 0, 0, 0)).isFalse();
        assertThat(exceeded("backoffLimit: 0", 0, 1, 0)).isTrue();
    }

    @Test
    void anEvaluatorsRestartsDoNotCount() {
        assertThat(exceeded("backoffLimit: 0", 0, 0, 5)).isFalse();
    }

    @Test
    void withoutALimitThereIsNone() {
        assertThat(exceeded("", 1000, 1000, 0)).isFalse();
    }

    private static boolean exceeded(String runPolicy, int chief, int worker, int evaluator) {
        var job = Jobs.job(runPolicy, "", "Chief 1", "Worker 1", "Evaluator 1");
        var restarts = Map.of("chief-0", chief, "worker-0", worker, "evaluator-0", evaluator);
        var views = Jobs.views(job, Map.of()).stream()
                .map(view -> Jobs.restarted(
                        view, restarts.getOrDefault(view.replica().name(), 0)))
                .toList();
        return BackoffLimit.exceeded(job, views, 0);
    }
}
