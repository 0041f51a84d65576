package dev.trainyard.cluster.patch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected results were written by Kubernetes' own implementation, given the same objects and patches. */
class StrategicMergePatchTest {
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @MethodSource("goodCases")
    void mergesAsKubernetesDoes(Path folder) throws IOException, PatchException {
        var object = (ObjectNode) read(folder, "in.yaml");
        var patch = read(folder, "patch.yaml");
        var before = object.deepCopy();

        assertThat(apply(object, patch)).isEqualTo(read(folder, "out.yaml"));
        assertThat(object).as("the argument").isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("badCases")
    void refusesWhatKubernetesRefuses(Path folder) throws IOException {
        var object = (ObjectNode) read(folder, "in.yaml");
        var patch = read(folder, "patch.yaml");

        assertThatThrownBy(() -> apply(object, patch))
                .isInstanceOfSatisfying(
                        PatchException.class,
                        refusal -> assertThat(refusal.kind()).isEqualTo(PatchException.Cause.MALFORMED));
    }

    @Test
    void customResourcesHaveNoStrategy() {
        var kind = new GroupVersionKind("kubeflow.org", "v1", "TFJob");
        var empty = YAML.createObjectNode();

        assertThatThrownBy(() -> StrategicMergePatch.apply(kind, empty, empty))
                .hasMessage(
                        "Strategic merge patch is not supported for kubeflow.org/v1, Kind=TFJob: use a merge patch or a"
                                + " JSON patch.");
    }

    static List<Path> goodCases() throws IOException {
        return cases("strategic");
    }

    static List<Path> badCases() throws IOException {
        return cases("bad-strategic");
    }

    private static List<Path> cases(String name) throws IOException {
        var folder = Objects.requireNonNull(StrategicMergePatchTest.class.getResource(name), name);
        try (var cases = Files.list(Path.of(folder.toURI()))) {
            return cases.sorted().toList();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode apply(ObjectNode object, JsonNode patch) throws PatchException {
        var kind = GroupVersionKind.of(
                object.path("apiVersion").asText(), object.path("kind").asText());
        return StrategicMergePatch.apply(kind, object, patch);
    }

    private static JsonNode read(Path folder, String file) throws IOException {
        return YAML.readTree(folder.resolve(file).toFile());
    }
}
