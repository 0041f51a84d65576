package dev.trainyard.cluster.node.volume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadFolderTest {
    @TempDir
    Path folder;

    @Test
    void replacesAllFilesByRenamingOneLink() throws IOException {
        PayloadFolder.write(folder, payload(Map.of("a", "one", "sub/b", "two")), Optional.empty());
        var before = Files.readSymbolicLink(folder.resolve("..data"));
        assertThat(folder.resolve("a")).hasContent("one").isSymbolicLink();
        assertThat(folder.resolve("sub/b")).hasContent("two");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("a"))))
                .isEqualTo("r--r-----");

        PayloadFolder.write(folder, payload(Map.of("a", "new", "c", "three")), Optional.empty());

        assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isNotEqualTo(before);
        assertThat(folder.resolve("a")).hasContent("new");
        assertThat(folder.resolve("c")).hasContent("three");
        assertThat(folder.resolve("sub")).doesNotExist();
        assertThat(folder.resolve(before)).doesNotExist();
    }

    @Test
    void leavesTheSameContentsAlone() throws IOException {
        PayloadFolder.write(folder, payload(Map.of("a", "one")), Optional.empty());
        var before = Files.readSymbolicLink(folder.resolve("..data"));

        PayloadFolder.write(folder, payload(Map.of("a", "one")), Optional.empty());

        assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isEqualTo(before);
    }

    private static Payload payload(Map<String, String> texts) {
        var files = new java.util.HashMap<String, Payload.Content>();
        texts.forEach(
                (path, text) -> files.put(path, new Payload.Content(text.getBytes(StandardCharsets.UTF_8), 0440)));
        return new Payload(files);
    }
}
