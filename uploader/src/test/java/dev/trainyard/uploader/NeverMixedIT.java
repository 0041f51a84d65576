package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No run and no attempt gets into another's way. */
class NeverMixedIT extends EveryStore {
    private static final String RESTARTING =
            "{\"containerID\":\"c0\",\"restarts\":1,\"exitCode\":1,\"outcome\":\"Failed\",\"final\":false}";

    @Test
    void heedsNoDoneOfAnEarlierRun() throws Exception {
        pod.write("old model", "of the run before");
        pod.done();
        assertThat(pod.prepare()).isZero();
        pod.run();
        assertThat(pod.output.resolve("DONE")).doesNotExist();
        assertThat(pod.output.resolve(".trainyard/DONE.1")).exists();
        assertThat(find("1/old model")).isEmpty();
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
    }

    /** A reused volume: the journal of the run before is of no use to this one. */
    @Test
    void sendsAgainWhatAnEarlierRunHasSent() throws Exception {
        pod.write("model", "the same in both runs");
        pod.ended("Succeeded", 0);
        assertThat(pod.prepare()).isZero();
        assertThat(upload()).isZero();

        pod.environment.put("TRAINYARD_RUN", "8b2d");
        assertThat(pod.prepare()).isZero();
        assertThat(upload()).isZero();
        assertThat(store.object(prefix + "default/digits/8b2d/1/model").orElseThrow())
                .asString()
                .isEqualTo("the same in both runs");
    }

    @Test
    void voidsTheDoneOfATrainerThatIsStartedAgain() throws Exception {
        pod.run();
        pod.write("model", "first");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.signal(RESTARTING);
        pod.awaitLine("the trainer is started again: its DONE is void");
        assertThat(pod.output.resolve("DONE")).doesNotExist();
        assertThat(find("manifest.json")).isEmpty();

        pod.write("model", "other");
        pod.done();
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/model")).asString().isEqualTo("other");
    }

    /** The uploader was dead when the trainer was started again. */
    @Test
    void voidsTheDoneThatItFindsWhenItIsStartedItself() throws Exception {
        pod.write("model", "first");
        pod.done();
        pod.signal(RESTARTING);
        pod.start("run");
        pod.awaitLine("the trainer is started again: its DONE is void");
        pod.kill();

        // The next one heeds the DONE of the trainer that has been started, though the signal is still there.
        pod.write("model", "other");
        pod.done();
        pod.start("run");
        pod.awaitLine("uploading files=1/1 .*");
        assertThat(pod.output.resolve("DONE")).exists();
    }

    @Test
    void fencesOffAnAttemptThatComesTooLate() throws Exception {
        pod.write("model", "of attempt 1");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        var manifest = manifest();

        pod.environment.put("TRAINYARD_ATTEMPT", "2");
        assertThat(upload()).isEqualTo(3);
        assertThat(pod.lastWords()).contains("fenced off");
        assertThat(manifest()).isEqualTo(manifest);
        assertThat(object("1/model")).asString().isEqualTo("of attempt 1");
    }

    @Test
    void givesWayToALaterAttemptAndIsDoneTwice() throws Exception {
        pod.write("model", "x");
        pod.ended("Failed", 1);
        assertThat(upload()).isZero();

        pod.environment.put("TRAINYARD_ATTEMPT", "2");
        pod.ended("Succeeded", 0);
        for (int start = 1; start <= 2; start++) {
            assertThat(upload()).isZero();
            assertThat(manifest()).containsEntry("attempt", 2).containsEntry("outcome", "Succeeded");
        }
        pod.environment.put("TRAINYARD_ATTEMPT", "1");
        assertThat(upload()).isEqualTo(3);
    }

    /** Two pods that both believe that they are the chief, side by side. */
    @Test
    void keepsTwoWritersApart() throws Exception {
        var elsewhere = Files.createDirectory(folder.resolve("other"));
        try (var other = new Pod(elsewhere, wire.environment(prefix))) {
            other.environment.put("TRAINYARD_ATTEMPT", "2");
            for (int i = 0; i < 50; i++) {
                pod.write("f" + i, "of attempt 1");
                other.write("f" + i, "of attempt 2");
            }
            pod.start("run");
            other.start("run");
            pod.ended("Succeeded", 0);
            other.ended("Succeeded", 0);
            var exitCodes = List.of(pod.exitCode(), other.exitCode());
            assertThat(exitCodes).containsExactlyInAnyOrder(0, 3);

            var winner = exitCodes.indexOf(0) + 1;
            assertThat(manifest()).containsEntry("attempt", winner);
            for (var file : list(manifest(), "files")) {
                var path = (String) required((Map<?, ?>) file, "path");
                assertThat(file).isEqualTo(entry(path, "of attempt " + winner));
                assertThat(object(winner + "/" + path)).asString().isEqualTo("of attempt " + winner);
            }
            assertThat(latest()).containsEntry("attempt", winner);
        }
    }
}
