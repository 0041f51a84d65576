package dev.trainyard.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SuccessPolicyTest {
    @Test
    void theChiefDecidesEvenWhereAllWorkersAreAskedFor() {
        var job = Jobs.job("", "successPolicy: AllWorkers", "Chief 1", "Worker 2");
        assertThat(succeeded(job, Map.of("chief-0", Jobs.succeeded()))).isTrue();
        assertThat(succeeded(job, Map.of("worker-0", Jobs.succeeded(), "worker-1", Jobs.succeeded())))
                .isFalse();
    }

    @Test
    void withoutAChiefWorker0DecidesOrAllWorkers() {
        var first = Map.of("worker-0", Jobs.succeeded());
        assertThat(succeeded(Jobs.job("", "", "Worker 2", "PS 1"), first)).isTrue();
        assertThat(succeeded(Jobs.job("", "successPolicy: AllWorkers", "Worker 2"), first))
                .isFalse();
    }

    @Test
    void ofAPyTorchJobWithoutAMasterAllWorkersDecideOrAnyElasticOne() {
        var one = Map.of("worker-1", Jobs.succeeded());
        assertThat(succeeded(Jobs.pyTorch("nprocPerNode: auto", "Worker 2"), one))
                .isFalse();
        assertThat(succeeded(Jobs.pyTorch("elasticPolicy: {}", "Worker 2"), one))
                .isTrue();
        assertThat(succeeded(Jobs.pyTorch("elasticPolicy: {}", "Master 1", "Worker 2"), one))
                .isFalse();
    }

    @Test
    void withoutWorkersAllDecide() {
        var job = Jobs.job("", "", "PS 1", "Evaluator 1");
        assertThat(succeeded(job, Map.of("ps-0", Jobs.succeeded()))).isFalse();
        assertThat(succeeded(job, Map.of("ps-0", Jobs.succeeded(), "evaluator-0", Jobs.succeeded())))
                .isTrue();
    }

    @Test
    void anyJudgedReplicaFailsTheJob() {
        var job = Jobs.job("", "", "Chief 1", "PS 1", "Worker 2", "Evaluator 1");
        var failed = SuccessPolicy.failed(
                job,
                Jobs.views(
                        job,
                        Map.of(
                                "ps-0", Jobs.failed(),
                                "worker-0", Jobs.failed(),
                                "worker-1", Jobs.failed(),
                                "evaluator-0", Jobs.failed())));
        assertThat(SuccessPolicy.count(failed)).isEqualTo("1 PS and 2 Worker");
    }

    @Test
    void dynamicWorkersMayFailWhileOneIsLeft() {
        var job = Jobs.job("", "enableDynamicWorker: true", "Worker 2");
        assertThat(SuccessPolicy.failed(job, Jobs.views(job, Map.of("worker-0", Jobs.failed()))))
                .isEmpty();
        assertThat(SuccessPolicy.failed(
                        job, Jobs.views(job, Map.of("worker-0", Jobs.failed(), "worker-1", Jobs.succeeded()))))
                .hasSize(1);
    }

    private static boolean succeeded(TrainingJob job, Map<String, ReplicaState> states) {
        return SuccessPolicy.succeeded(job, Jobs.views(job, states));
    }
}
