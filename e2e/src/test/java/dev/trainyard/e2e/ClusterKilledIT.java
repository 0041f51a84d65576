package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The whole local cluster dies, and comes back. */
@OnCluster(ClusterKind.OWN)
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "local")
class ClusterKilledIT {
    @Test
    void theRunGoesOnAndNothingThatWasAnsweredIsMissing(Scenario scenario) {
        scenario.createArtifactStore();
        scenario.create(QuickJob.chiefAndWorker(
                "through", "OnFailure", "sleep 8; echo weights > /output/model; touch /output/DONE", "sleep 2"));
        scenario.awaitContainer("through-chief-0", "runs", state -> state.getRunning() != null);
        scenario.awaitContainer("through-worker-0", "runs", state -> state.getRunning() != null);
        for (int i = 0; i < 100; i++) {
            scenario.client().resource(configMap(i)).create();
        }

        var cluster = (LocalCluster) scenario.cluster();
        cluster.kill();
        HostProcesses.awaitEnd("through-worker");
        cluster.up();

        var job = scenario.awaitCondition("through", "Succeeded");
        assertThat(Artifacts.of(cluster.store(), job).files()).containsOnlyKeys("model");
        assertThat(scenario.restarts("through-chief-0")).isZero();
        assertThat(scenario.client().configMaps().withLabel("answered").list().getItems())
                .extracting(ConfigMap::getData)
                .hasSize(100);
    }

    private static ConfigMap configMap(int number) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName("answered-" + number)
                .addToLabels("answered", "true")
                .endMetadata()
                .build();
    }
}
