package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.TestStore;
import dev.trainyard.uploader.store.TestStore.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is in the store of a training that goes on, and what a chief on an empty volume gets back of it. */
@ParameterizedClass
@MethodSource("dev.trainyard.uploader.store.TestStore$Kind#here")
class CheckpointsIT {
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    private static final int KILLS = Integer.getInteger("checkpoint.kills", 12);

    @TempDir
    static Path objects;

    @SuppressWarnings("NullAway.Init") // set before each round of the class
    private static TestStore store;

    private static int tests;

    @TempDir
    Path folder;

    @Parameter
    private Kind kind = Kind.S3PROXY;

    private final List<Pod> pods = new ArrayList<>();
    private String prefix = "";
    private StoredCheckpoints stored = new StoredCheckpoints(store, "");
    private Pod pod;

    @BeforeParameterizedClassInvocation
    static void start(Kind kind) throws Exception {
        store = kind.start(objects.resolve(kind.name()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        store.close();
    }

    @BeforeEach
    void makePod() throws Exception {
        prefix = "models-" + ++tests + "/";
        stored = new StoredCheckpoints(store, prefix);
        pod = chief(1);
    }

    @AfterEach
    void deletePods() {
        pods.forEach(Pod::close);
    }

    @Test
    void savesEachCheckpointAsItIsWholeAndKeepsTheLast() throws Exception {
        pod.run();
        for (int step = 1; step <= 3; step++) {
            TrainerFiles.tensorFlow(pod, step);
            pod.awaitLine("saved checkpoint name=\"checkpoint/ckpt-" + step + "\" files=2 .*");
        }
        assertThat(stored.saved()).containsExactly("checkpoint/ckpt-2", "checkpoint/ckpt-3");
        assertThat(stored.objectsOf("checkpoint/ckpt-2")).hasSize(2);
        assertThat(stored.objectsOf("checkpoint/ckpt-3"))
                .containsEntry("checkpoint/ckpt-3.index", "index 3")
                .containsEntry("checkpoint/ckpt-3.data-00000-of-00001", "data 3");
        assertThat(stored.find("manifest.json")).isEmpty();
    }

    /** TensorFlow writes to a folder of its own and renames; nothing else happens in the folder that it renames to. */
    @Test
    void seesWhatIsRenamedIntoAFolderThatWasEmpty() throws Exception {
        var folder = pod.output.resolve("checkpoint/chief");
        var temporary = Files.createDirectories(folder.resolve("ckpt-1_temp"));
        pod.run();
        for (var file : List.of("ckpt-1.data-00000-of-00001", "ckpt-1.index")) {
            Files.writeString(temporary.resolve(file), file);
            assertThat(pod.endsWithin(500)).isFalse();
            Files.move(temporary.resolve(file), folder.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }
        pod.awaitLine("saved checkpoint name=\"checkpoint/chief/ckpt-1\" .*");
    }

    @Test
    void doesNotSaveWhatIsStillBeingWritten() throws Exception {
        pod.run();
        var whole = TrainerFiles.zip("weights");
        TrainerFiles.write(pod, "checkpoint/last.pt", whole, whole.length / 2);
        pod.write("checkpoint/ckpt-1.data-00000-of-00002", "data");
        pod.write("checkpoint/ckpt-1.index", "index");
        assertThat(pod.endsWithin(1_500)).isFalse();
        assertThat(stored.saved()).isEmpty();
        TrainerFiles.write(pod, "checkpoint/last.pt", whole, whole.length);
        pod.awaitLine("saved checkpoint name=\"checkpoint/last.pt\" .*");
    }

    @Test
    void namesInTheManifestWhatWasSentWithACheckpointAndDoesNotSendItAgain() throws Exception {
        pod.run();
        for (int step = 1; step <= 3; step++) {
            TrainerFiles.tensorFlow(pod, step);
            pod.awaitLine("saved checkpoint name=\"checkpoint/ckpt-" + step + "\" .*");
        }
        pod.write("model/weights", "weights");
        pod.done();
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        var files = stored.manifestFiles();
        assertThat(files.keySet())
                .contains(
                        "model/weights", "checkpoint/ckpt-1.index", "checkpoint/ckpt-3.index", "checkpoint/checkpoint");
        assertThat(files.get("checkpoint/ckpt-1.index")).isEqualTo("1/checkpoint/ckpt-1.index");
        assertThat(files.get("checkpoint/ckpt-3.index")).startsWith("1/.trainyard/checkpoints/");
        assertThat(stored.find("1/checkpoint/ckpt-3.index")).isEmpty();
    }

    @Test
    void bringsTheNewestBackToAnEmptyVolumeHoweverOftenItIsKilled() throws Exception {
        pod.run();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*ckpt-1.*");
        TrainerFiles.tensorFlow(pod, 2);
        pod.awaitLine("saved checkpoint .*ckpt-2.*");
        pod.kill();

        var next = chief(2);
        var random = new Random(SEED);
        for (int kill = 0; kill < 4; kill++) {
            next.start("prepare");
            if (!next.endsWithin(random.nextInt(400))) {
                next.kill();
            }
        }
        assertThat(next.prepare()).as("-Dseed=%d\n%s", SEED, next.log()).isZero();
        assertThat(next.output.resolve("checkpoint/ckpt-2.index")).hasContent("index 2");
        assertThat(next.output.resolve("checkpoint/ckpt-2.data-00000-of-00001")).hasContent("data 2");
        assertThat(next.output.resolve("checkpoint/ckpt-1.index")).doesNotExist();
        assertThat(next.output.resolve("checkpoint/checkpoint"))
                .hasContent("model_checkpoint_path: \"ckpt-2\"\nall_model_checkpoint_paths: \"ckpt-2\"\n");
        assertThat(next.output.resolve(".trainyard/restore")).doesNotExist();
        assertThat(next.output.resolve(".trainyard/restored")).doesNotExist();

        next.run();
        TrainerFiles.tensorFlow(next, 3);
        next.awaitLine("saved checkpoint .*ckpt-3.*");
        assertThat(stored.saved()).containsExactly("checkpoint/ckpt-2", "checkpoint/ckpt-3");
    }

    @Test
    void leavesAVolumeThatHasCheckpointsAsItIs() throws Exception {
        pod.run();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*");
        pod.kill();
        var next = chief(2);
        next.write("checkpoint/mine.pt", "x");
        assertThat(next.prepare()).isZero();
        assertThat(next.log())
                .contains("the volume has checkpoints already, \"checkpoint/mine.pt\" among them: none is restored");
        assertThat(next.output.resolve("checkpoint/ckpt-1.index")).doesNotExist();
    }

    /** {@code BackupAndRestore}: without its metadata, the training would begin at epoch 0 with trained weights. */
    @Test
    void bringsKerasBackWithItsEpoch() throws Exception {
        pod.run();
        for (int epoch = 1; epoch <= 2; epoch++) {
            Files.createDirectories(pod.output.resolve("checkpoint"));
            Files.write(pod.output.resolve("checkpoint/latest.weights.h5"), TrainerFiles.hdf5(epoch));
            pod.write("checkpoint/training_metadata.json", "{\"epoch\": " + epoch + "}");
            pod.awaitLines("saved checkpoint name=\"checkpoint/latest.weights.h5\" files=2 .*", epoch);
        }
        pod.kill();
        var next = chief(2);
        next.write("checkpoint/README", "made by another init container");
        assertThat(next.prepare()).as(next.log()).isZero();
        assertThat(next.output.resolve("checkpoint/latest.weights.h5")).hasBinaryContent(TrainerFiles.hdf5(2));
        assertThat(next.output.resolve("checkpoint/training_metadata.json")).hasContent("{\"epoch\": 2}");
        assertThat(next.log()).doesNotContain("older").doesNotContain("missing");
        next.run();
        assertThat(next.endsWithin(4_000)).isFalse();
        assertThat(next.log()).as("what was restored is not saved again").doesNotContain("saved checkpoint");
    }

    /** Two files an epoch, Lightning's link, and what the trainer keeps beside them. */
    @Test
    void bringsBackAllThatOneSaveWroteWithItsLinks() throws Exception {
        pod.run();
        for (int epoch = 1; epoch <= 2; epoch++) {
            for (var net : List.of("netG", "netD")) {
                var content = TrainerFiles.zip(net + epoch);
                TrainerFiles.write(pod, "checkpoint/%s_epoch_%d.pth".formatted(net, epoch), content, content.length);
            }
            TrainerFiles.link(pod, "checkpoint/last.ckpt", "netG_epoch_" + epoch + ".pth");
            TrainerFiles.link(pod, "checkpoint/run/latest", "weights");
            pod.write("checkpoint/run/weights/epoch", "" + epoch);
            pod.write("checkpoint/hparams.yaml", "lr: 0.1");
            pod.awaitLines("saved checkpoint .*", epoch);
        }
        pod.kill();
        var next = chief(2);
        assertThat(next.prepare()).as(next.log()).isZero();
        var folder = next.output.resolve("checkpoint");
        assertThat(folder.resolve("netG_epoch_2.pth"))
                .hasSameBinaryContentAs(pod.output.resolve("checkpoint/netG_epoch_2.pth"));
        assertThat(folder.resolve("netD_epoch_2.pth"))
                .hasSameBinaryContentAs(pod.output.resolve("checkpoint/netD_epoch_2.pth"));
        assertThat(folder.resolve("netD_epoch_1.pth")).doesNotExist();
        assertThat(folder.resolve("hparams.yaml")).hasContent("lr: 0.1");
        assertThat(Files.readSymbolicLink(folder.resolve("last.ckpt"))).isEqualTo(Path.of("netG_epoch_2.pth"));
        assertThat(Files.readSymbolicLink(folder.resolve("run/latest"))).isEqualTo(Path.of("weights"));
        assertThat(folder.resolve("run/latest/epoch")).hasContent("2");
        assertThat(next.output.resolve(".trainyard/restored")).doesNotExist();
    }

    @Test
    void bringsBackWhatAnEarlierUploaderSaved() throws Exception {
        assumeTrue(kind == Kind.FOLDER);
        var run = objects.resolve(kind.name()).resolve("artifacts").resolve(prefix + "default/digits/7a1c");
        var object = run.resolve("1/.trainyard/checkpoints/5/checkpoint/step-5.pt");
        Files.createDirectories(object.getParent());
        Files.writeString(object, "weights");
        Files.writeString(run.resolve("checkpoints.json"), """
                {"version": 1, "attempt": 1, "leftovers": [], "checkpoints": [{"name": "checkpoint/step-5.pt", "attempt": 1,
                 "stamp": 5, "files": [{"path": "checkpoint/step-5.pt", "size": 7, "sha256": "%s"}]}]}
                """.formatted(
                        StoredCheckpoints.sha256("weights".getBytes(StandardCharsets.UTF_8))));
        var next = chief(2);
        assertThat(next.prepare()).as(next.log()).isZero();
        assertThat(next.output.resolve("checkpoint/step-5.pt")).hasContent("weights");
    }

    @Test
    void takesTheOneBeforeWhereTheNewestIsDamaged() throws Exception {
        assumeTrue(kind == Kind.FOLDER);
        pod.run();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*ckpt-1.*");
        TrainerFiles.tensorFlow(pod, 2);
        pod.awaitLine("saved checkpoint .*ckpt-2.*");
        pod.kill();
        var damaged = stored.checkpoint("checkpoint/ckpt-2");
        Files.writeString(
                objects.resolve(kind.name())
                        .resolve("artifacts")
                        .resolve(prefix + StoredCheckpoints.key(damaged, "checkpoint/ckpt-2.index")),
                "other 2");
        var next = chief(2);
        assertThat(next.prepare()).isZero();
        assertThat(next.log()).contains("is damaged in the store: taking the checkpoint before");
        assertThat(next.output.resolve("checkpoint/ckpt-1.index")).hasContent("index 1");
        assertThat(next.output.resolve("checkpoint/ckpt-2.index")).doesNotExist();
    }

    @Test
    void anEarlierAttemptHasNoSayAnyMore() throws Exception {
        pod.run();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*ckpt-1.*");
        var next = chief(2);
        assertThat(next.prepare()).isZero();
        next.run();
        TrainerFiles.tensorFlow(next, 2);
        next.awaitLine("saved checkpoint .*ckpt-2.*");
        TrainerFiles.tensorFlow(pod, 9);
        pod.awaitLine("a later attempt saves the checkpoints of this run now.*");
        assertThat(stored.saved()).containsExactly("checkpoint/ckpt-1", "checkpoint/ckpt-2");
    }

    @Test
    void savesTheLastWhenItIsToldToStop() throws Exception {
        pod.environment.put("TRAINYARD_GRACE_SECONDS", "5");
        pod.run();
        pod.terminate();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*ckpt-1.*");
        assertThat(pod.exitCode()).isEqualTo(143);
        assertThat(stored.find("manifest.json")).isEmpty();
    }

    @Test
    void theTrainingGoesOnWhileTheStoreIsAway() throws Exception {
        assumeTrue(kind != Kind.MOTO);
        pod.run();
        store.stop();
        try {
            TrainerFiles.tensorFlow(pod, 1);
            pod.awaitLine(
                    kind == Kind.FOLDER ? "the checkpoint is not saved, and is tried again: .*" : ".*next try in .*");
            pod.done();
        } finally {
            store.startAgain();
        }
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(stored.manifestFiles()).containsKey("checkpoint/ckpt-1.index");
    }

    /** Longer than a checkpoint is waited for. */
    @Test
    void theEndWaitsForTheStoreAsWithoutCheckpoints() throws Exception {
        assumeTrue(kind == Kind.FOLDER);
        pod.run();
        TrainerFiles.tensorFlow(pod, 1);
        pod.awaitLine("saved checkpoint .*ckpt-1.*");
        store.stop();
        try {
            pod.ended("Failed", 1);
            assertThat(pod.endsWithin(35_000)).as(pod.log()).isFalse();
        } finally {
            store.startAgain();
        }
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(stored.manifestFiles()).containsKey("checkpoint/ckpt-1.index");
    }

    /** A trainer that saves all the time, and an uploader that is killed all the time. */
    @Test
    void losesNoneThatWasSavedAndLeavesNoneHalf() throws Exception {
        System.out.println("CheckpointsIT: " + KILLS + " kills on " + kind + ", -Dseed=" + SEED);
        var random = new Random(SEED);
        var step = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            pod.start("run");
            TrainerFiles.tensorFlow(pod, ++step);
            if (!pod.endsWithin(random.nextInt(4_000))) {
                pod.kill();
            }
            assertCatalogIsTrue();
        }
        pod.run();
        TrainerFiles.tensorFlow(pod, ++step);
        pod.awaitLine("saved checkpoint .*ckpt-" + step + "\".*");
        pod.write("big", "x".repeat(100));
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as("-Dseed=%d\n%s", SEED, pod.log()).isZero();
        assertThat(stored.saved()).hasSizeLessThanOrEqualTo(2).contains("checkpoint/ckpt-" + step);
        assertCatalogIsTrue();
        assertThat(stored.manifestFiles()).hasSizeGreaterThan(2 * step);
    }

    private void assertCatalogIsTrue() throws Exception {
        for (var name : stored.saved()) {
            stored.objectsOf(name);
        }
    }

    private Pod chief(int attempt) throws IOException {
        var chief = new Pod(Files.createDirectories(folder.resolve("chief" + attempt)), store.environment(prefix));
        chief.environment.put("TRAINYARD_ATTEMPT", Integer.toString(attempt));
        chief.environment.put("TRAINYARD_CHECKPOINTS", "checkpoint");
        chief.environment.put("TRAINYARD_CHECKPOINTS_KEEP", "2");
        pods.add(chief);
        return chief;
    }
}
