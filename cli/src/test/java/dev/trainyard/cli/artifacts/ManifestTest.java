package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManifestTest {
    @Test
    void whatLacksAFieldIsNoManifest() {
        for (var files : List.of(
                "[null]",
                "[{\"size\":1,\"sha256\":\"a\"}]",
                "[{\"path\":\"a\",\"size\":1}]",
                "[{\"path\":\"a\",\"size\":-1,\"sha256\":\"a\"}]",
                "[{\"path\":\"a\",\"size\":1e40,\"sha256\":\"a\"}]",
                "[".repeat(5000))) {
            var json =
                    "{\"version\":1,\"run\":\"7a1c\",\"attempt\":1,\"outcome\":\"Failed\",\"created\":\"2026\",\"files\":"
                            + files + "}";
            assertThatThrownBy(() -> Manifest.parse(json.getBytes(UTF_8), "s3://a/manifest.json"))
                    .as(files)
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("s3://a/manifest.json is no manifest");
        }
        assertThatThrownBy(() -> Manifest.parse("{\"version\":1,\"files\":[]}".getBytes(UTF_8), "here"))
                .hasMessageContaining("here is no manifest");
    }
}
