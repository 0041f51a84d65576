package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.io.ByteArrayInputStream;
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
        Files.writeString(folder.resolve("model.part"), CONTENT.substring(0, 7));
        fetch("model", CONTENT);
        assertThat(opened).containsExactly(7L);
        assertThat(folder.resolve("model")).hasContent(CONTENT);
        assertThat(folder.resolve("model.part")).doesNotExist();
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
        var manifest = manifest(file("model", CONTENT), file("../../.bashrc", CONTENT));
        var download = new Download((file, from) -> stream(CONTENT, from), folder);
        assertThatThrownBy(() -> download.fetch(manifest, _ -> {}))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("outside");
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
