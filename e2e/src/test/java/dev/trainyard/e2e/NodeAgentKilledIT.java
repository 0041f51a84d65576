package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The node agent dies; its containers go on, and their exits are not lost. */
@OnCluster(ClusterKind.NODE_AGENT_APART)
class NodeAgentKilledIT {
    @Test
    void theTrainingGoesOnAndItsExitIsNotLost(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chief("orphan", "Never", "sleep 3; date +%s > /output/ended; touch /output/DONE"));
        scenario.awaitContainer("orphan-chief-0", "runs", state -> state.getRunning() != null);

        scenario.cluster().killNodeAgent();
        HostProcesses.awaitEnd("orphan-chief");
        scenario.cluster().startNodeAgent();

        var job = scenario.awaitCondition("orphan", "Succeeded");
        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsOnlyKeys("ended");
        assertThat(scenario.restarts("orphan-chief-0")).isZero();
    }
}
