package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.sync.LocalFile;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What trainers do to the folder, second by second, and what is saved of it. The sequences of Keras, TensorFlow,
 * Lightning and PyTorch are recorded from the real ones.
 */
class DetectorTest {
    private static final int BIG = 100 << 20;

    private final TreeMap<String, LocalFile> files = new TreeMap<>();
    private final Map<String, Ending> endings = new HashMap<>();
    private final List<Link> links = new ArrayList<>();
    private final List<Saved> whole = new ArrayList<>();
    private final List<String> saves = new ArrayList<>();
    private final Detector detector = new Detector("checkpoint", 1);
    private Trainer trainer = Trainer.TRAINING;
    private int now;

    /** Keras 3: the weights in place, then the metadata in place. */
    @Test
    void backupAndRestoreComesWithItsEpoch() {
        write("latest.weights.h5", Ending.CUT);
        look(1);
        write("latest.weights.h5", Ending.WHOLE);
        write("training_metadata.json", Ending.UNKNOWN);
        look(30);
        write("latest.weights.h5", Ending.CUT);
        look(33);
        write("latest.weights.h5", Ending.WHOLE);
        write("training_metadata.json", Ending.UNKNOWN);
        look(60);
        assertThat(saves)
                .containsExactly(
                        "3: latest.weights.h5@1 training_metadata.json@1",
                        "35: latest.weights.h5@33 training_metadata.json@33");
    }

    /** Its metadata may come late; until then it is that of the save before, and the log of a restore says so. */
    @Test
    void whatFollowsLateIsWaitedForAndThenTakenInPlace() {
        write("latest.weights.h5", Ending.WHOLE);
        write("training_metadata.json", Ending.UNKNOWN);
        look(20);
        write("latest.weights.h5", Ending.WHOLE);
        look(28);
        assertThat(saves).hasSize(1);
        look(40);
        write("training_metadata.json", Ending.UNKNOWN);
        look(60);
        assertThat(saves)
                .containsExactly(
                        "2: latest.weights.h5@0 training_metadata.json@0",
                        "30: training_metadata.json@0 latest.weights.h5@20",
                        "50: latest.weights.h5@20 training_metadata.json@40");
        assertThat(whole).hasSize(2);
    }

    /** As one can be in the store of which all files were gone before they were sent. */
    @Test
    void aSavedCheckpointOfNothingIsPassedOver() {
        whole.add(new Saved("checkpoint/state.json", 1, 5, List.of(), List.of()));
        write("latest.weights.h5", Ending.WHOLE);
        look(5);
        assertThat(saves).containsExactly("2: latest.weights.h5@0");
    }

    /** The DCGAN example of PyTorch. */
    @Test
    void twoFilesAnEpochAreOneCheckpoint() {
        for (int epoch = 0; epoch < 3; epoch++) {
            write("netG_epoch_" + epoch + ".pth", Ending.WHOLE);
            write("netD_epoch_" + epoch + ".pth", Ending.CUT);
            look(now + 5);
            write("netD_epoch_" + epoch + ".pth", Ending.WHOLE);
            look(now + 25);
        }
        assertThat(saves)
                .containsExactly(
                        "7: netG_epoch_0.pth@0 netD_epoch_0.pth@5",
                        "37: netG_epoch_1.pth@30 netD_epoch_1.pth@35",
                        "67: netG_epoch_2.pth@60 netD_epoch_2.pth@65");
    }

    /** A mixture of two saves has the whole of the earlier one beside it. */
    @Test
    void aTrainerThatIsKilledBetweenTwoFilesFindsTheWholeOfTheSaveBefore() {
        write("netG_epoch_0.pth", Ending.WHOLE);
        write("netD_epoch_0.pth", Ending.WHOLE);
        look(20);
        write("netG_epoch_1.pth", Ending.WHOLE);
        look(21);
        trainer = Trainer.ENDED;
        look(22);
        assertThat(saves).last().isEqualTo("21: netD_epoch_0.pth@0 netG_epoch_0.pth@0 netG_epoch_1.pth@20");
    }

    /** Lightning: the file, the older one goes, and then the link. */
    @Test
    void lightningsLinkIsALinkAgain() {
        write("epoch=0-step=4.ckpt", Ending.WHOLE);
        link("last.ckpt", "epoch=0-step=4.ckpt");
        write("hparams.yaml", Ending.UNKNOWN);
        look(20);
        remove("epoch=0-step=4.ckpt");
        write("epoch=1-step=8.ckpt", Ending.WHOLE);
        link("last.ckpt", "epoch=1-step=8.ckpt");
        look(40);
        assertThat(saves)
                .containsExactly(
                        "2: epoch=0-step=4.ckpt@0 hparams.yaml@0 last.ckpt->epoch=0-step=4.ckpt",
                        "30: hparams.yaml@0 epoch=1-step=8.ckpt@20 last.ckpt->epoch=1-step=8.ckpt");
    }

    @Test
    void aLinkBringsAlongWhatItLeadsTo() {
        write("epoch=1.ckpt", Ending.WHOLE);
        link("best.ckpt", "epoch=1.ckpt");
        look(20);
        write("epoch=2.ckpt", Ending.WHOLE);
        link("latest", "best.ckpt");
        link("nowhere", "gone.ckpt");
        look(40);
        assertThat(saves)
                .last()
                .isEqualTo("22: epoch=1.ckpt@0 epoch=2.ckpt@20 best.ckpt->epoch=1.ckpt latest->best.ckpt");
    }

    /** YOLO and timm: one is written with each save, the other now and then. */
    @Test
    void whatIsWrittenOnlyNowAndThenComesAlong() {
        write("last.pt", Ending.WHOLE);
        write("best.pt", Ending.WHOLE);
        look(5);
        for (int epoch = 1; epoch <= 12; epoch++) {
            write("last.pt", Ending.WHOLE);
            look(now + 5);
        }
        assertThat(saves).contains("2: best.pt@0 last.pt@0").last().isEqualTo("62: best.pt@0 last.pt@60");
        assertThat(saves).hasSizeGreaterThan(5);
    }

    /** Transformers: a folder a checkpoint, the state of the trainer last. */
    @Test
    void ofFoldersTheNewestComesWithAllThatIsInIt() {
        for (int step = 500; step <= 1000; step += 500) {
            write("checkpoint-" + step + "/model.safetensors", Ending.WHOLE);
            write("checkpoint-" + step + "/optimizer.pt", Ending.WHOLE);
            write("checkpoint-" + step + "/trainer_state.json", Ending.UNKNOWN);
            look(now + 30);
        }
        assertThat(saves)
                .last()
                .isEqualTo(
                        "40: checkpoint-1000/model.safetensors@30 checkpoint-1000/optimizer.pt@30 checkpoint-1000/trainer_state.json@30");
        assertThat(saves).hasSize(2);
    }

    /** DeepSpeed: the pointer is written last. */
    @Test
    void aPointerInAFileComesAlong() {
        write("global_step100/mp_rank_00_model_states.pt", Ending.WHOLE);
        write("latest", Ending.UNKNOWN);
        look(30);
        write("global_step200/mp_rank_00_model_states.pt", Ending.WHOLE);
        write("latest", Ending.UNKNOWN);
        look(60);
        assertThat(saves).last().isEqualTo("40: global_step200/mp_rank_00_model_states.pt@30 latest@30");
    }

    @Test
    void filesOfSeveralRanksAreOneCheckpoint() {
        for (int rank = 0; rank < 4; rank++) {
            write("step_10_rank" + rank + ".pt", Ending.WHOLE);
            write("model-0000" + (rank + 1) + "-of-00004.safetensors", Ending.WHOLE);
        }
        look(20);
        assertThat(whole.getLast().files()).hasSize(8);
    }

    /** XGBoost: nothing but small files. */
    @Test
    void smallFilesAloneAreACheckpointTheNewestOfThem() {
        write("model_0.json", Ending.UNKNOWN);
        look(20);
        write("model_1.json", Ending.UNKNOWN);
        look(40);
        assertThat(saves).containsExactly("10: model_0.json@0", "30: model_1.json@20");
    }

    @Test
    void aLogThatGrowsAllTheTimeHoldsUpNothingAndIsNoCheckpoint() {
        write("step-1.pt", Ending.WHOLE);
        for (int second = 0; second < 60; second++) {
            write("train.log", Ending.UNKNOWN);
            look(now + 1);
        }
        assertThat(saves).hasSize(1).first().asString().endsWith("step-1.pt@0 train.log@10");
    }

    @Test
    void aLogInACheckpointsFolderHoldsUpNothingEither() {
        write("run/last.pt", Ending.WHOLE);
        for (int second = 0; second < 60; second++) {
            write("run/results.csv", Ending.UNKNOWN);
            look(now + 1);
        }
        assertThat(saves).first().isEqualTo("10: run/last.pt@0 run/results.csv@10");
        assertThat(whole).hasSize(1);
    }

    @Test
    void aTrainerThatSavesEverySecondIsSavedAllTheSame() {
        for (int second = 0; second < 60; second++) {
            write("last.pt", Ending.WHOLE);
            look(now + 1);
        }
        assertThat(saves).hasSizeGreaterThan(4);
    }

    @Test
    void aBigFileThatIsBeingWrittenIsWaitedForButNotForEver() {
        write("step-1.pt", Ending.WHOLE);
        for (int second = 0; second < 50; second++) {
            write("step-1.optimizer", BIG, Ending.UNKNOWN);
            look(now + 1);
        }
        assertThat(saves).isEmpty();
        for (int second = 0; second < 20; second++) {
            write("step-1.optimizer", BIG, Ending.UNKNOWN);
            look(now + 1);
        }
        assertThat(saves).hasSize(1);
        look(now + 20);
        assertThat(saves).last().asString().endsWith("step-1.pt@0 step-1.optimizer@69");
    }

    @Test
    void whatIsCutWhereTheLastOneIsWholeIsNotSavedWithoutIt() {
        write("epoch=1.ckpt", Ending.WHOLE);
        write("last.ckpt", Ending.WHOLE);
        look(20);
        write("epoch=2.ckpt", Ending.WHOLE);
        write("last.ckpt", Ending.CUT);
        trainer = Trainer.ENDED;
        look(30);
        assertThat(saves).hasSize(1);
    }

    @Test
    void aTrainerThatRemovesItsCheckpointsTakesNoneFromTheStore() {
        write("step-1.pt", Ending.WHOLE);
        write("hparams.yaml", Ending.UNKNOWN);
        look(20);
        write("step-2.pt", Ending.WHOLE);
        look(40);
        remove("step-2.pt");
        look(60);
        remove("step-1.pt");
        write("hparams.yaml", Ending.UNKNOWN);
        look(80);
        assertThat(saves).hasSize(2);
    }

    @Test
    void onSigtermNothingIsWaitedForThatIsWhole() {
        trainer = Trainer.STOPPING;
        write("step-1.pt", Ending.WHOLE);
        look(1);
        assertThat(saves).containsExactly("0: step-1.pt@0");
    }

    @Test
    void onSigtermAFileThatGrowsAllTheTimeHoldsUpNothing() {
        trainer = Trainer.STOPPING;
        write("step-1.pt", Ending.WHOLE);
        for (int second = 0; second < 4; second++) {
            write("trace.json", BIG, Ending.UNKNOWN);
            look(now + 1);
        }
        assertThat(saves).containsExactly("2: step-1.pt@0");
    }

    @Test
    void onSigtermWhatUsuallyFollowsIsWaitedForALittle() {
        write("last.h5", Ending.WHOLE);
        write("epoch.json", Ending.UNKNOWN);
        look(20);
        trainer = Trainer.STOPPING;
        write("last.h5", Ending.WHOLE);
        look(21);
        write("epoch.json", Ending.UNKNOWN);
        look(30);
        assertThat(saves).containsExactly("2: epoch.json@0 last.h5@0", "21: last.h5@20 epoch.json@21");
    }

    @Test
    void whatWasRestoredIsNotSavedAgainAndWhatFollowsIs() {
        write("step-1.pt", Ending.WHOLE);
        look(20);
        var restored = new Saved(
                whole.getFirst().name(),
                0,
                whole.getFirst().stamp(),
                whole.getFirst().files(),
                List.of());
        whole.set(0, restored);
        saves.clear();
        look(40);
        assertThat(saves).isEmpty();
        // Of a node whose clock is behind.
        write("last.pt", 1, Ending.WHOLE, -100);
        look(60);
        assertThat(saves).containsExactly("50: last.pt@-100 step-1.pt@0");
    }

    private void write(String name, Ending ending) {
        write(name, 1, ending);
    }

    private void write(String name, long size, Ending ending) {
        write(name, size, ending, now);
    }

    private void write(String name, long size, Ending ending, int modified) {
        var path = "checkpoint/" + name;
        var nanos = Duration.ofSeconds(modified).toNanos();
        files.put(path, new LocalFile(path, Optional.empty(), new Fingerprint(size, nanos, nanos)));
        endings.put(path, ending);
    }

    private void remove(String name) {
        files.remove("checkpoint/" + name);
    }

    private void link(String name, String target) {
        links.removeIf(link -> link.path().equals("checkpoint/" + name));
        links.add(new Link("checkpoint/" + name, "checkpoint/" + target));
    }

    /** Looks every second until then; what is to be saved is saved at once. */
    private void look(int until) {
        for (; now < until; now++) {
            var found = detector.look(
                    Recognition.in("checkpoint", files.values()),
                    links,
                    whole,
                    trainer,
                    file -> endings.getOrDefault(file.path(), Ending.UNKNOWN),
                    Duration.ofSeconds(now).toNanos());
            if (found.readiness() == Readiness.SAVE) {
                save(found.snapshot());
            }
        }
    }

    private void save(Snapshot snapshot) {
        var saved = new Saved(
                snapshot.version().name(),
                1,
                snapshot.version().stamp(),
                snapshot.files().stream()
                        .map(file -> new Saved.File(
                                file.path(),
                                Saved.at(file),
                                file.size(),
                                file.fingerprint().modified(),
                                ""))
                        .toList(),
                snapshot.links());
        whole.removeIf(saved::is);
        whole.add(saved);
        detector.saved();
        var words = Stream.concat(
                saved.files().stream()
                        .map(file -> inFolder(file.path()) + "@"
                                + Duration.ofNanos(file.modified()).toSeconds()),
                saved.links().stream().map(link -> inFolder(link.path()) + "->" + inFolder(link.target())));
        saves.add(now + ": " + String.join(" ", words.toList()));
    }

    private static String inFolder(String path) {
        return path.substring("checkpoint/".length());
    }
}
