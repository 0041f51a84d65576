package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.PyTorchJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The examples train for real, with PyTorch. The first run on a machine makes its environment, which takes minutes and
 * 6 GB.
 */
@OnCluster
@Tag("pytorch")
class PyTorchIT {
    private static final Path EXAMPLE = Path.of("..", "examples", "pytorch");

    @Test
    void aMasterAndAWorkerTrainOneModelAndItIsInTheStore(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve("job.yaml")));

        var job = scenario.awaitEnd(PyTorchJob.class, "pytorch-digits");

        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsKeys("model.pt", "checkpoint.pt");
        assertThat(scenario.log("pytorch-digits-master-0", "pytorch"))
                .contains("2 processes, from the start")
                .containsPattern("epoch 12/12 .* accuracy 0\\.9");
        assertThat(scenario.log("pytorch-digits-worker-0", "pytorch")).contains("epoch 12/12");
    }

    @Test
    void anElasticJobGoesOnWhenAWorkerIsKilled(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.create(Files.readString(EXAMPLE.resolve("configmap.yaml")));
        scenario.create(Files.readString(EXAMPLE.resolve("elastic.yaml")));
        scenario.awaitPhase("pytorch-elastic-worker-0", "Running", Scenario.PATIENCE_SECONDS_FOR_AN_ENVIRONMENT);
        scenario.awaitLog("pytorch-elastic-worker-0", "pytorch", "epoch 3/12");

        // The process that trains, whose torchrun tells those of the others to start anew with it.
        HostProcesses.killWithVariables("PET_LOCAL_ADDR=pytorch-elastic-worker-1.", "LOCAL_RANK=0");

        var job = scenario.awaitEnd(PyTorchJob.class, "pytorch-elastic");
        assertThat(Scenario.isTrue(job, "Succeeded")).isTrue();
        assertThat(Artifacts.of(scenario.cluster().store(), job).files()).containsKey("model.pt");
        // Torchrun has started the processes anew from the checkpoint, in the pods that there were.
        assertThat(scenario.restarts("pytorch-elastic-worker-0")).isZero();
        assertThat(scenario.restarts("pytorch-elastic-worker-1")).isZero();
        assertThat(scenario.log("pytorch-elastic-worker-0", "pytorch")
                        + scenario.log("pytorch-elastic-worker-1", "pytorch"))
                .contains("resuming after epoch");
    }
}
