package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.artifacts.Verification.Finding;
import dev.trainyard.cli.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
    @TempDir
    private Path root;

    @BeforeEach
    void fill() throws IOException {
        write("default/digits/a/manifest.json", "{}");
        write("default/digits/a/1/model/weights", "some weights");
        write("default/digits/b/1/model", "x");
        write(".trainyard-unfinished/default/digits/a/1/big/an-upload", "half");
    }

    @Test
    void findsRunsAndWhatIsInThem() {
        try (var folder = new Folder(root)) {
            assertThat(folder.folders("default/digits/")).containsExactlyInAnyOrder("a", "b");
            assertThat(folder.folders("default/nothing/")).isEmpty();
            assertThat(folder.keys("default/digits/a/"))
                    .containsExactlyInAnyOrder("default/digits/a/manifest.json", "default/digits/a/1/model/weights");
            assertThat(folder.read("default/digits/latest.json")).isEmpty();
        }
    }

    @Test
    void removesARunAndLeavesTheOthers() {
        try (var folder = new Folder(root)) {
            folder.delete(folder.keys("default/digits/a/"));
            assertThat(folder.deleteUnfinished("default/digits/a/")).isEqualTo(1);
            assertThat(folder.folders("default/digits/")).containsExactly("b");
            assertThat(root.resolve(".trainyard-unfinished")).doesNotExist();
        }
    }

    @Test
    void verifiesAgainstTheManifest() throws IOException {
        var contents = Contents.of(new ByteArrayInputStream("some weights".getBytes(UTF_8)), 100);
        var file = new Manifest.File("model/weights", Optional.empty(), contents.size(), contents.sha256());
        var key = "default/digits/a/1/model/weights";
        try (var folder = new Folder(root)) {
            assertThat(Verification.of(folder, key, file).finding()).isEqualTo(Finding.INTACT);
            write(key, "some_weights");
            assertThat(Verification.of(folder, key, file).finding()).isEqualTo(Finding.DAMAGED);
            folder.delete(List.of(key));
            assertThat(Verification.of(folder, key, file).finding()).isEqualTo(Finding.MISSING);
        }
    }

    @Test
    void readsAndRemovesNothingOutside(@TempDir Path elsewhere) throws IOException {
        var other = Files.writeString(elsewhere.resolve("other"), "the user's own");
        try (var folder = new Folder(root)) {
            for (var key : List.of("a/../../" + elsewhere.getFileName() + "/other", other.toString())) {
                assertThatThrownBy(() -> folder.read(key)).hasMessageContaining("outside");
                assertThatThrownBy(() -> folder.open(key, 0)).hasMessageContaining("outside");
                assertThatThrownBy(() -> folder.delete(List.of(key))).hasMessageContaining("outside");
            }
        }
        assertThat(other).exists();
    }

    /** Its size is known, and it takes no room. */
    @Test
    void readsNoManifestThatIsTooLong() throws IOException {
        try (var file = new RandomAccessFile(
                root.resolve("default/digits/a/manifest.json").toFile(), "rw")) {
            file.setLength(1L << 32);
        }
        try (var folder = new Folder(root)) {
            assertThatThrownBy(() -> folder.read("default/digits/a/manifest.json"))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("default/digits/a/manifest.json is longer than 64 MiB");
        }
    }

    @Test
    void saysThatItIsNotMounted() {
        assertThatThrownBy(() -> new Folder(root.resolve("nowhere")))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("mount it")
                .hasMessageContaining("--folder");
    }

    private void write(String key, String content) throws IOException {
        var file = root.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
