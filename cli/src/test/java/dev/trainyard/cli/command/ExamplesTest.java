package dev.trainyard.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.manifest.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of("..", "examples");

    /** The folder's name, then the scripts of its ConfigMap. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "digits train.py",
                "pytorch train.py",
                "tensorflow ../digits/train.py parameter_server.py evaluate.py"
            })
    void theConfigMapIsInStepWithItsScriptsAndData(String example) throws IOException {
        var words = List.of(example.split(" "));
        var folder = EXAMPLES.resolve(words.getFirst());
        var scripts = new HashMap<String, String>();
        for (var script : words.subList(1, words.size())) {
            var file = folder.resolve(script);
            scripts.put(file.getFileName().toString(), Files.readString(file));
        }
        var configMap = Manifests.read(folder.resolve("configmap.yaml")).getFirst();
        Map<String, String> text = configMap.get("data");
        Map<String, String> binary = configMap.get("binaryData");
        assertThat(text)
                .as("run configmap.sh in %s after a change to a script", folder)
                .isEqualTo(scripts);
        assertThat(binary).containsOnlyKeys("digits.npz");
        assertThat(Base64.getMimeDecoder().decode(binary.get("digits.npz")))
                .isEqualTo(Files.readAllBytes(EXAMPLES.resolve("digits").resolve("digits.npz")));
    }
}
