package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The logs of the run's pods, which the operator brings, are files of the run. */
class LogsIT extends EveryStore {
    @Test
    void waitsForTheLogsOfThePodsAndSendsThemLast() throws Exception {
        assertThat(pod.prepare()).isZero();
        pod.run();
        pod.write("model", "weights");
        pod.write(".trainyard/logs/digits-chief-0.log.gz", "not ours");
        pod.endedWithLogs("Succeeded", 0);
        pod.awaitLine("uploading files=1/1 bytes=7/7");
        assertThat(object("1/model")).asString().isEqualTo("weights");
        assertThat(find("manifest.json")).isEmpty();

        pod.logs(Map.of("digits-chief-0.log.gz", "epoch 1", "digits-worker-0.log.gz", ""));
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest().get("files"))
                .isEqualTo(List.of(
                        entry(".trainyard/logs/digits-chief-0.log.gz", "epoch 1"),
                        entry(".trainyard/logs/digits-worker-0.log.gz", ""),
                        entry("model", "weights")));
        assertThat(object("1/.trainyard/logs/digits-chief-0.log.gz")).asString().isEqualTo("epoch 1");
        assertThat(pod.log()).contains("uploading files=3/3 bytes=14/14");
        assertThat(pod.lastWords()).contains("\"files\":3", "\"bytes\":14");
    }

    @Test
    void sendsLogsThatAreThereAlready() throws Exception {
        pod.logs(Map.of("digits-chief-0.log.gz", "epoch 1"));
        pod.endedWithLogs("Failed", 1);
        pod.start("run");
        assertThat(pod.exitCode()).isZero();
        assertThat(object("1/.trainyard/logs/digits-chief-0.log.gz")).asString().isEqualTo("epoch 1");
        assertThat(pod.log()).doesNotContain("have not come");
    }

    @Test
    void hasNoTimeToWaitForLogsWhenItIsToStop() throws Exception {
        pod.run();
        pod.write("model", "weights");
        pod.endedWithLogs("Interrupted", 143);
        pod.awaitLine("uploading files=1/1 bytes=7/7");
        pod.terminate();
        assertThat(pod.exitCode()).isZero();
        assertThat(pod.log()).containsPattern("the logs of the pods have not come to .*/logs: going on without them");
        assertThat(manifest().get("files")).isEqualTo(List.of(entry("model", "weights")));
    }
}
