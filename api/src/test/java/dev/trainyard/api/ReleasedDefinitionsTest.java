package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.TrainingSchedule;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CRDs take what those of the last release took. {@code api/crds.sh --release} makes today's the last. */
class ReleasedDefinitionsTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/trainyard/api/released");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CustomResourceDefinitions definitions = new CustomResourceDefinitions(Path.of("src/main/java"));

    @ParameterizedTest
    @ValueSource(classes = {TFJob.class, PyTorchJob.class, ArtifactStore.class, TrainingSchedule.class})
    void whatWasTakenIsTaken(Class<? extends CustomResource<?, ?>> type) throws IOException {
        var now = definitions.of(type);
        var file = FOLDER.resolve(CustomResource.getCRDName(type) + ".json");
        if (Boolean.getBoolean("trainyard.release")) {
            Files.writeString(file, withoutDescriptions(now) + "\n");
        }
        var accepted = accepted();

        assertThat(Compatibility.problems(JSON.readTree(file.toFile()), now))
                .as(
                        "%s takes what the last release took. Keep the old field, make the new one optional, or loosen the"
                                + " constraint. If no stored object can be hurt: write the line and why into %s",
                        CustomResource.getCRDName(type), FOLDER.resolve("accepted.txt"))
                .filteredOn(problem -> !accepted.contains(CustomResource.getCRDName(type) + " " + problem))
                .isEmpty();
    }

    private static Set<String> accepted() throws IOException {
        return Files.readAllLines(FOLDER.resolve("accepted.txt")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .collect(Collectors.toSet());
    }

    /** What is for people may change at any time, and is most of the text. */
    private static JsonNode withoutDescriptions(JsonNode definition) {
        var copy = definition.deepCopy();
        strip(copy);
        return copy;
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("description").isTextual()) {
            object.remove("description");
        }
        node.forEach(ReleasedDefinitionsTest::strip);
    }
}
