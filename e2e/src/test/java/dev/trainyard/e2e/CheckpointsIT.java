package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A training whose pod is lost with its volume goes on from the checkpoint that it saved last. */
@OnCluster
class CheckpointsIT {
    private static final String TRAINS_ONCE = """
            mkdir -p /output/checkpoint
            cd /output/checkpoint
            if [ -e ckpt-1.index ]; then
                cat ckpt-1.data-00000-of-00001 checkpoint > /output/restored
                exit 0
            fi
            echo weights > ckpt-1.data-00000-of-00001
            echo index > ckpt-1.index
            exec sleep 600
            """;

    @Test
    void aChiefOnAnEmptyVolumeGetsTheNewestCheckpointBack(Scenario scenario) throws IOException {
        scenario.createArtifactStore();
        scenario.saveCheckpoints();
        scenario.create(QuickJob.chief("lost", "OnFailure", TRAINS_ONCE));
        scenario.awaitPhase("lost-chief-0", "Running");
        scenario.awaitLog("lost-chief-0", "uploader", "saved checkpoint name=\"checkpoint/ckpt-1\" files=2");
        scenario.client().pods().withName("lost-chief-0").delete();

        var job = scenario.awaitCondition("lost", "Succeeded");

        var artifacts = Artifacts.of(scenario.cluster().store(), job);
        assertThat(artifacts.manifest().get("attempt").asInt()).isEqualTo(2);
        assertThat(artifacts.files().get("restored"))
                .asString()
                .isEqualTo("weights\nmodel_checkpoint_path: \"ckpt-1\"\nall_model_checkpoint_paths: \"ckpt-1\"\n");
    }
}
