package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    @ParameterizedTest
    @ValueSource(strings = {"digits", "pytorch"})
    void theConfigMapIsInStepWithItsScriptAndData(String example) throws IOException {
        var folder = EXAMPLES.resolve(example);
        var configMap = Manifests.read(folder.resolve("configmap.yaml")).getFirst();
        Map<String, String> text = configMap.get("data");
        Map<String, String> binary = configMap.get("binaryData");
        assertThat(text)
                .as("run examples/%s/configmap.sh after a change to train.py", example)
                .containsExactly(Map.entry("train.py", Files.readString(folder.resolve("train.py"))));
        assertThat(binary).containsOnlyKeys("digits.npz");
        assertThat(Base64.getMimeDecoder().decode(binary.get("digits.npz")))
                .isEqualTo(Files.readAllBytes(EXAMPLES.resolve("digits").resolve("digits.npz")));
    }
}
