package dev.trainyard.e2e;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The other shapes of a TFJob train for real, with TensorFlow. */
@OnCluster
@Tag("tensorflow")
class TensorFlowIT {
    private static final Path EXAMPLE = Path.of("..", "examples", "tensorflow");
    private static final String TRAINED = "epoch 8/8 .* accuracy 0\\.9";

    @Test
    void aParameterServerIsStoppedWhenTheChiefHasTrained(Scenario scenario) throws IOException {
        var job = trained(scenario, "parameter-server.yaml", "tensorflow-ps");

        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsKey("model/saved_model.pb");
        assertThat(scenario.log("tensorflow-ps-chief-0", "tensorflow")).containsPattern(TRAINED);
        // It would serve for ever.
        scenario.client().pods().withName("tensorflow-ps-ps-0").waitUntilCondition(pod -> pod == null, 60, SECONDS);
    }

    @Test
    void twoWorkersTrainWithoutAChief(Scenario scenario) throws IOException {
        var job = trained(scenario, "multi-worker.yaml", "tensorflow-workers");

        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsKey("model/saved_model.pb");
        assertThat(scenario.log("tensorflow-workers-worker-0", "tensorflow")).containsPattern(TRAINED);
        assertThat(scenario.log("tensorflow-workers-worker-1", "tensorflow")).contains("epoch 8/8");
    }

    @Test
    void anEvaluatorTestsTheLastCheckpointToo(Scenario scenario) throws IOException {
        trained(scenario, "evaluator.yaml", "tensorflow-evaluated");

        scenario.awaitPhase("tensorflow-evaluated-evaluator-0", "Succeeded");
        assertThat(scenario.log("tensorflow-evaluated-evaluator-0", "tensorflow"))
                .containsPattern("evaluation 8/8  accuracy 0\\.9");
    }

    private static TFJob trained(Scenario scenario, String manifest, String name) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve(manifest)));
        var job = scenario.awaitEnd(name);
        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        return job;
    }
}
