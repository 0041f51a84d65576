package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.checkpoint.Candidate.Format;
import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecognitionTest {
    private final List<LocalFile> files = new ArrayList<>();
    private Ending ending = Ending.UNKNOWN;

    @Test
    void aCheckpointOfTensorFlowIsWholeWithItsIndexAndAllItsShards() {
        file("ckpt-1.data-00000-of-00002", 1);
        file("ckpt-1.index", 3);
        file("ckpt-2.data-00000-of-00001", 4);
        file("checkpoint", 5);
        var found = found();
        assertThat(found).extracting(Candidate::name).containsExactly("checkpoint/ckpt-1", "checkpoint/ckpt-2");
        assertThat(found).extracting(Candidate::format).containsOnly(Format.TENSORFLOW);
        assertThat(whole(true)).isEmpty();
        file("ckpt-1.data-00001-of-00002", 2);
        file("ckpt-2.index", 4);
        assertThat(whole(false)).containsExactly("checkpoint/ckpt-1", "checkpoint/ckpt-2");
        assertThat(found().getFirst().stamp()).isEqualTo(3);
    }

    @Test
    void anIndexOlderThanItsShardsIsThatOfAnEarlierCheckpoint() {
        file("ckpt.index", 3);
        file("ckpt.data-00000-of-00001", 4);
        assertThat(whole(true)).isEmpty();
    }

    @Test
    void whatIsStillUnderATemporaryNameIsNone() {
        file("ckpt-1_temp/part-00000-of-00001.data-00000-of-00001", 1);
        file("ckpt-1_temp/part-00000-of-00001.index", 1);
        file("5.orbax-checkpoint-tmp-17/_CHECKPOINT_METADATA", 1);
        file("tmp-checkpoint-500/model.safetensors", 1);
        file("last.pt.tmp", 1);
        assertThat(found()).isEmpty();
    }

    @Test
    void pyTorchWritesTheMetadataOfADistributedCheckpointLast() {
        file("step-5/__0_0.distcp", 2);
        file("step-5/__1_0.distcp", 3);
        assertThat(whole(false)).isEmpty();
        file("step-5/.metadata", 3);
        assertThat(whole(false)).containsExactly("checkpoint/step-5");
        file("step-5/__0_1.distcp", 4);
        assertThat(whole(false)).isEmpty();
    }

    @Test
    void orbaxRenamesWhatIsWhole() {
        file("5/_CHECKPOINT_METADATA", 1);
        file("5/default/manifest.ocdbt", 2);
        assertThat(whole(false)).containsExactly("checkpoint/5");
    }

    @Test
    void anyOtherFolderIsWholeOnceItIsAtRestAndNoFileInItIsCut() {
        file("checkpoint-500/model.safetensors", 1);
        file("checkpoint-500/trainer_state.json", 2);
        assertThat(whole(false)).isEmpty();
        assertThat(whole(true)).containsExactly("checkpoint/checkpoint-500");
        ending = Ending.CUT;
        assertThat(whole(true)).isEmpty();
    }

    @Test
    void aSingleFileIsWholeAsItEnds() {
        file("best.pt", 1);
        assertThat(whole(false)).isEmpty();
        assertThat(whole(true)).containsExactly("checkpoint/best.pt");
        ending = Ending.WHOLE;
        assertThat(whole(false)).containsExactly("checkpoint/best.pt");
        ending = Ending.CUT;
        assertThat(whole(true)).isEmpty();
    }

    @Test
    void aSmallFileWithoutAnEndingOfWeightsIsACompanionAndABigOneIsNot() {
        file("hparams.yaml", 1);
        file("model.json", 1, 17 << 20);
        assertThat(found()).extracting(Candidate::format).containsExactly(Format.COMPANION, Format.FILE);
    }

    @Test
    void anIndexWithoutShardsIsAFileLikeAnyOther() {
        file("faiss.index", 1);
        assertThat(whole(true)).containsExactly("checkpoint/faiss.index");
    }

    @Test
    void aFileNamedCheckpointIsTensorFlowsPointerOnlyBesideACheckpointOfTensorFlows() {
        file("checkpoint", 1);
        assertThat(found()).extracting(Candidate::name).containsExactly("checkpoint/checkpoint");
        file("ckpt-1.data-00000-of-00001", 1);
        assertThat(found()).extracting(Candidate::name).containsExactly("checkpoint/ckpt-1");
    }

    /** {@code dcp.save} to the folder itself. */
    @Test
    void aMarkAtTheTopMakesTheFolderItselfTheCheckpoint() {
        file("__0_0.distcp", 1);
        file("__1_0.distcp", 1);
        file(".metadata", 2);
        assertThat(whole(false)).containsExactly("checkpoint");
    }

    @Test
    void aLogOrAnEmptyMarkerDoesNotDecideOnAFolder() {
        file("run/last.pt", 1);
        file("run/results.csv", 9);
        assertThat(found().getFirst().stamp()).isEqualTo(1);
    }

    @Test
    void aSavedModelIsOneFolder() {
        file("export/saved_model.pb", 1);
        file("export/variables/variables.index", 1);
        file("export/variables/variables.data-00000-of-00001", 1);
        assertThat(found()).extracting(Candidate::name).containsExactly("checkpoint/export");
        assertThat(found().getFirst().files()).hasSize(3);
    }

    @Test
    void checkpointsOfTensorFlowAreFoundInFoldersToo() {
        file("run/ckpt-1.data-00000-of-00001", 1);
        file("run/ckpt-1.index", 2);
        file("run/checkpoint", 2);
        assertThat(whole(false)).containsExactly("checkpoint/run/ckpt-1");
    }

    @Test
    void onlyWhatDoesNotDecideCanBeLeftOut() {
        file("step/shard-0", 1);
        file("hparams.yaml", 1);
        file("weights/model.safetensors", 1);
        file("weights/log", 1);
        assertThat(found())
                .filteredOn(candidate -> candidate.needsAnyOf(files))
                .extracting(Candidate::name)
                .containsExactly("checkpoint/step", "checkpoint/weights");
        assertThat(found()).noneMatch(candidate -> candidate.needsAnyOf(List.of(files.get(1), files.get(3))));
    }

    private void file(String path, long modified) {
        file(path, modified, 1);
    }

    private void file(String path, long modified, long size) {
        files.add(new LocalFile("checkpoint/" + path, Optional.empty(), new Fingerprint(size, modified, modified)));
    }

    private List<Candidate> found() {
        return Recognition.in("checkpoint", files);
    }

    private List<String> whole(boolean atRest) {
        return found().stream()
                .filter(candidate -> candidate.isWhole(atRest, _ -> ending))
                .map(Candidate::name)
                .toList();
    }
}
