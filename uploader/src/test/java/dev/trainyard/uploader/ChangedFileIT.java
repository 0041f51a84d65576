package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A big file of which a little changes is made of what the store has and of what has changed. */
class ChangedFileIT extends EveryStore {
    private static final int MIB = 1 << 20;

    @Test
    void isInTheStoreAsItIsNow() throws Exception {
        Files.write(pod.output.resolve("big"), random(25 * MIB));
        pod.run();
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        change(9 * MIB);
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertIsThere();
    }

    @Test
    void isGoneOnWithAfterAKill() throws Exception {
        Files.write(pod.output.resolve("big"), random(25 * MIB));
        pod.run();
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.kill();
        for (long at = 0; at < 25; at += 8) {
            change(at * MIB);
            pod.start("run");
            pod.awaitLine("uploading .*");
            pod.kill();
        }
        try (var file = FileChannel.open(pod.output.resolve("big"), StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.allocate(MIB));
        }
        pod.ended("Succeeded", 0);
        assertThat(upload()).as(pod.log()).isZero();
        assertIsThere();
    }

    private void change(long offset) throws Exception {
        try (var file = FileChannel.open(pod.output.resolve("big"), StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(bytes("changed")), offset);
        }
    }

    private void assertIsThere() throws Exception {
        var content = Files.readAllBytes(pod.output.resolve("big"));
        assertThat(manifest().get("files")).isEqualTo(List.of(entry("big", content)));
        assertThat(object("1/big")).isEqualTo(content);
    }
}
