package dev.trainyard.cli.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden");

    @Test
    void filesAreWhereTheListSays() throws IOException {
        assertThat(keys("checkpoints.json"))
                .containsExactly(
                        ".trainyard/checkpoints/5/checkpoint/hparams.yaml",
                        ".trainyard/checkpoints/6/checkpoint/step-6.pt");
    }

    @Test
    void filesOfVersion1AreUnderTheStampOfTheirCheckpoint() throws IOException {
        assertThat(keys("checkpoints-version-1.json")).containsExactly(".trainyard/checkpoints/6/checkpoint/step-6.pt");
    }

    @Test
    void aLaterVersionIsRefused() {
        var json = "{\"version\":3,\"checkpoints\":[]}".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Checkpoint.parse(json, "here"))
                .isInstanceOf(Failure.class)
                .hasMessage("here has version 3, and this trainyard reads versions 1 to 2: take a newer one.");
    }

    private static List<String> keys(String golden) throws IOException {
        return Checkpoint.parse(Files.readAllBytes(GOLDEN.resolve(golden)), golden)
                .getLast()
                .manifest("default", "digits", "7a1c")
                .files()
                .stream()
                .map(file -> file.at().orElseThrow())
                .toList();
    }
}
