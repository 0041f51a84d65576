package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final String CONTENT = "a model of some size";

    @TempDir
    private Path folder;

    /** Where each fetch of a file began. */
    private final List<Long> opened = Collections.synchronizedList(new ArrayList<>());

    @Test
    void filesStandWhereTheManifestSays() throws IOException {
        fetch("model/variables/data", CONTENT);
        assertThat(folder.resolve("model/variables/data")).hasContent(CONTENT);
    }

    @Test
    void whatIsThereIsNotFetchedAgain() throws IOException {
        fetch("model", CONTENT);
        assertThat(fetch("model", CONTENT)).containsExactly(true);
        assertThat(opened).containsExactly(0L);
    }

    @Test
    void whatIsThereAndDifferentIsReplaced() throws IOException {
        Files.writeString(folder.resolve("model"), "an older model......");
        assertThat(fetch("model", CONTENT)).containsExactly(false);
        assertThat(folder.resolve("model")).hasContent(CONTENT);
    }

    @Test
    void aFetchThatBrokeOffIsGoneOnFrom() throws IOException {
        var manifest = manifest(file("model", CONTENT));
        var breaking = new Download((_, _) -> breaksOff(CONTENT.substring(0, 7)), folder);
        assertThatThrownBy(() -> breaking.fetch(manifest, _ -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("goes on where it stopped");
        assertThat(folder.resolve("model")).doesNotExist();
        fetch("model", CONTENT);
        assertThat(opened).containsExactly(7L);
        assertThat(folder.resolve("model")).hasContent(CONTENT);
        assertThat(folder).isDirectoryNotContaining("glob:**/.trainyard");
    }

    @Test
    void whatBrokeOffOfAnotherContentIsNotGoneOnFrom() throws IOException {
        var breaking = new Download((_, _) -> breaksOff(CONTENT.substring(0, 7)), folder);
        assertThatThrownBy(() -> breaking.fetch(manifest(file("model", "another model of size")), _ -> {}))
                .isInstanceOf(Failure.class);
        fetch("model", CONTENT);
        assertThat(opened).containsExactly(0L);
        assertThat(folder.resolve("model")).hasContent(CONTENT);
    }

    @Test
    void filesThatAreCalledLikePartsOfOthersStay() throws IOException {
        Files.writeString(folder.resolve("model.bin.part"), "the user's own");
        var contents = Map.of("model.bin", CONTENT, "a", "of a", "a.part", "of a.part", ".trainyard/logs/a.log", "log");
        var manifest = manifest(contents.entrySet().stream()
                .map(each -> file(each.getKey(), each.getValue()))
                .toArray(Manifest.File[]::new));
        new Download((file, from) -> stream(Objects.requireNonNull(contents.get(file.path())), from), folder)
                .fetch(manifest, _ -> {});
        contents.forEach((path, content) -> assertThat(folder.resolve(path)).hasContent(content));
        assertThat(folder.resolve("model.bin.part")).hasContent("the user's own");
        assertThat(folder.resolve(".trainyard/unfinished")).doesNotExist();
    }

    @Test
    void twoFilesOfOneNameAreRefused() {
        for (var path : List.of("model", "./model", "a/../model", "model/x", "model/x/y")) {
            var manifest = manifest(file("model", CONTENT), file(path, CONTENT));
            var download = new Download((file, from) -> stream(CONTENT, from), folder);
            assertThatThrownBy(() -> download.fetch(manifest, _ -> {}))
                    .as(path)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("Nothing was fetched");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aNameThatNoFileCanHaveIsRefused() {
        var manifest = manifest(file("a\0b", CONTENT));
        assertThatThrownBy(() -> new Download((_, from) -> stream(CONTENT, from), folder).fetch(manifest, _ -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("Nothing was fetched");
    }

    @Test
    void aStoreThatNeverStopsDoesNotFillTheDisk() {
        var endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        var download = new Download((_, _) -> endless, folder);
        assertThatThrownBy(() -> download.fetch(manifest(file("model", CONTENT)), _ -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("checksum differs");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void nothingIsWrittenThroughALink(@TempDir Path elsewhere) throws IOException {
        var other = Files.writeString(elsewhere.resolve("other"), "the user's own");
        Files.createSymbolicLink(folder.resolve("model"), elsewhere);
        Files.createSymbolicLink(folder.resolve("file"), other);
        for (var path : List.of("model/other", "model/a/new", "file")) {
            assertThatThrownBy(() -> fetch(path, CONTENT))
                    .as(path)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("is a symbolic link");
        }
        Files.createSymbolicLink(folder.resolve(".trainyard"), elsewhere);
        assertThatThrownBy(() -> fetch("good", CONTENT)).hasMessageContaining("is a symbolic link");
        assertThat(opened).isEmpty();
        assertThat(other).hasContent("the user's own");
        assertThat(elsewhere).isDirectoryNotContaining("glob:**/new");
    }

    @Test
    void aFolderThatIsALinkItselfIsTheUsersChoice(@TempDir Path elsewhere) throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), elsewhere);
        new Download((_, from) -> stream(CONTENT, from), link).fetch(manifest(file("model", CONTENT)), _ -> {});
        assertThat(elsewhere.resolve("model")).hasContent(CONTENT);
    }

    @Test
    void aWrongChecksumLeavesNothing() {
        var manifest = manifest(file("model", CONTENT));
        var download = new Download((file, from) -> stream("something else here.", from), folder);
        assertThatThrownBy(() -> download.fetch(manifest, _ -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("checksum differs");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aManifestCannotReachOutOfTheFolder() {
        for (var path : List.of("../../.bashrc", "a/../../b", "/etc/profile", ".", "")) {
            var manifest = manifest(file("model", CONTENT), file(path, CONTENT));
            var download = new Download((file, from) -> stream(CONTENT, from), folder);
            assertThatThrownBy(() -> download.fetch(manifest, _ -> {}))
                    .as(path)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("outside");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anEmptyFileIsAFile() throws IOException {
        fetch("marker", "");
        assertThat(folder.resolve("marker")).isEmptyFile();
    }

    /** Returns for each file whether it was there. */
    private List<Boolean> fetch(String path, String content) throws IOException {
        var known = new ArrayList<Boolean>();
        var manifest = manifest(file(path, content));
        new Download((file, from) -> stream(content, from), folder)
                .fetch(manifest, fetched -> known.add(fetched.wasThere()));
        return known;
    }

    private InputStream stream(String content, long from) {
        opened.add(from);
        var bytes = content.getBytes(UTF_8);
        return new ByteArrayInputStream(Arrays.copyOfRange(bytes, (int) from, bytes.length));
    }

    private static InputStream breaksOff(String after) {
        return new FilterInputStream(new ByteArrayInputStream(after.getBytes(UTF_8))) {
            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                var read = super.read(target, offset, length);
                if (read < 0) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        };
    }

    private static Manifest.File file(String path, String content) {
        try {
            var bytes = content.getBytes(UTF_8);
            var sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Manifest.File(
                    path, Optional.empty(), bytes.length, HexFormat.of().formatHex(sha256));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Manifest manifest(Manifest.File... files) {
        return new Manifest(
                1,
                "TFJob",
                "default",
                "digits",
                "run",
                1,
                "Succeeded",
                Optional.of(0),
                "2026-11-23T10:00:00Z",
                List.of(files));
    }
}
