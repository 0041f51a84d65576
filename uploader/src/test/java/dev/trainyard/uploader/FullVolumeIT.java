package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.S3ProxyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes that take nothing more. Only root may mount them, and not on every machine. */
class FullVolumeIT {
    @TempDir
    Path folder;

    private S3ProxyStore server;
    private Pod pod;

    @BeforeEach
    void mount() throws Exception {
        server = S3ProxyStore.start(folder.resolve("objects"));
        pod = new Pod(folder, server.environment("models/"));
        assumeTrue(
                succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", pod.output.toString()),
                "a tmpfs cannot be mounted here");
    }

    @AfterEach
    void unmount() throws Exception {
        pod.close();
        server.close();
        succeeds("umount", "--lazy", pod.output.toString());
    }

    @Test
    void uploadsAFullVolumeWithoutKeepingState() throws Exception {
        fill();
        pod.ended("Succeeded", 0);
        pod.start("run");
        assertThat(pod.exitCode()).isZero();
        assertThat(pod.log()).contains("going on without");
        assertThat(folder.resolve("objects/artifacts/models/default/digits/7a1c/manifest.json"))
                .content()
                .contains("\"path\":\"filler\"");
    }

    @Test
    void saysBeforeTheTrainingThatTheVolumeIsFull() throws Exception {
        fill();
        assertThat(pod.prepare()).isEqualTo(1);
        assertThat(pod.lastWords()).contains(pod.output + " is full");
    }

    @Test
    void saysBeforeTheTrainingThatTheVolumeIsReadOnly() throws Exception {
        assumeTrue(succeeds("mount", "-o", "remount,ro", pod.output.toString()), "it cannot be mounted again");
        assertThat(pod.prepare()).isEqualTo(2);
        assertThat(pod.lastWords()).contains(pod.output + " is read-only");
    }

    private void fill() throws IOException {
        var filler = pod.output.resolve("filler");
        try (var out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(filler).isNotEmptyFile();
        }
    }

    private static boolean succeeds(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    }
}
