package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Manifest;
import dev.trainyard.uploader.sync.Outcome;
import dev.trainyard.uploader.sync.Published;
import dev.trainyard.uploader.sync.Skipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWordsTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden");

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void kubeletMakesTheFile() throws IOException {
        file = Files.writeString(folder.resolve("termination-log"), "of an earlier start, and longer than what comes");
    }

    @Test
    void saysWhatWasUploaded() throws IOException {
        var manifest = new Manifest(
                new Identity("TFJob", "default", "digits", "7a1c", 1, Optional.empty()),
                Outcome.Failed,
                OptionalInt.of(137),
                Instant.parse("2026-11-23T10:00:00Z"),
                List.of(
                        new Manifest.Entry(
                                "empty",
                                Optional.empty(),
                                0,
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                        new Manifest.Entry(
                                "model/new\nline.pb",
                                Optional.empty(),
                                7,
                                "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c")),
                List.of(new Skipped("pw", "it is a link out of the folder")));
        var json = manifest.toJson();
        assertThat(json).asString(StandardCharsets.UTF_8).isEqualTo(Files.readString(GOLDEN.resolve("manifest.json")));

        words().uploaded(Published.of(manifest, json), "s3://artifacts/models/default/digits/7a1c/", 0.812);
        assertThat(file).hasSameTextualContentAs(GOLDEN.resolve("termination-uploaded.json"));
    }

    @Test
    void saysWhatWentWrong() {
        words().failed(
                        "bucket \"artifcts\" does not exist at http://127.0.0.1:9000: create it, or correct spec.url of the ArtifactStore");
        assertThat(file).hasSameTextualContentAs(GOLDEN.resolve("termination-failed.json"));
    }

    @Test
    void staysJsonHoweverLongItIs() throws IOException {
        words().failed("ä\n".repeat(5000));
        assertThat(Files.size(file)).isLessThan(4096);
        assertThat(JSON.std.mapFrom(Files.readString(file))).containsEntry("phase", "Failed");
    }

    @Test
    void saysNothingWhereNobodyListens() {
        new LastWords(folder.resolve("none"), "1", _ -> {}).failed("x");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private LastWords words() {
        return new LastWords(file, "1", line -> {
            throw new AssertionError(line);
        });
    }
}
