package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Between two syncs a file becomes a folder, or the other way: to S3 their keys have nothing to do with each other. */
class FileForFolderIT extends EveryStore {
    @Test
    void uploadsAFolderWhereAFileWas() throws Exception {
        pod.run();
        pod.write("a", "of a file");
        pod.write("other", "x");
        pod.done();
        pod.awaitLine("uploading files=2/2 .*");
        Files.delete(pod.output.resolve("a"));
        pod.write("a/b", "in a folder");
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(object("1/a/b")).asString().isEqualTo("in a folder");
        assertThat(list(manifest(), "files")).isEqualTo(List.of(entry("a/b", "in a folder"), entry("other", "x")));
    }

    @Test
    void uploadsAFileWhereAFolderWas() throws Exception {
        pod.run();
        pod.write("a/b", "in a folder");
        pod.write("a/deeper/c", "in another");
        pod.done();
        pod.awaitLine("uploading files=2/2 .*");
        Files.delete(pod.output.resolve("a/b"));
        Files.delete(pod.output.resolve("a/deeper/c"));
        Files.delete(pod.output.resolve("a/deeper"));
        Files.delete(pod.output.resolve("a"));
        pod.write("a", "of a file");
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(object("1/a")).asString().isEqualTo("of a file");
        assertThat(list(manifest(), "files")).isEqualTo(List.of(entry("a", "of a file")));
    }

    /** One that is sent in parts: it takes its place when it is complete. */
    @Test
    void uploadsABigFileWhereAFolderWas() throws Exception {
        pod.run();
        pod.write("a/b", "in a folder");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        Files.delete(pod.output.resolve("a/b"));
        Files.delete(pod.output.resolve("a"));
        Files.write(pod.output.resolve("a"), random(17 << 20));
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertThat(object("1/a")).isEqualTo(random(17 << 20));
    }
}
