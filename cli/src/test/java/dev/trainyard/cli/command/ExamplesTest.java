package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Path DIGITS = Path.of("..", "examples", "digits");

    @Test
    void theConfigMapIsInStepWithItsScriptAndData() throws IOException {
        var configMap = Manifests.read(DIGITS.resolve("configmap.yaml")).getFirst();
        Map<String, String> text = configMap.get("data");
        Map<String, String> binary = configMap.get("binaryData");
        assertThat(text)
                .as("run examples/digits/configmap.sh after a change to train.py")
                .containsExactly(Map.entry("train.py", Files.readString(DIGITS.resolve("train.py"))));
        assertThat(binary).containsOnlyKeys("digits.npz");
        assertThat(Base64.getMimeDecoder().decode(binary.get("digits.npz")))
                .isEqualTo(Files.readAllBytes(DIGITS.resolve("digits.npz")));
    }
}
