package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Kubernetes' types in our CRDs are those of the real server. {@code -Dtrainyard.write=true} brings the files up to
 * date, and {@code api/crds.sh} the CRDs.
 */
@OnCluster
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
class KubernetesTypesIT {
    private static final Path FOLDER = Path.of("../api/src/test/resources/dev/trainyard/api");

    @ParameterizedTest
    @CsvSource({
        "pod-template.json, /openapi/v3/api/v1, io.k8s.api.core.v1.PodTemplateSpec",
        "metric-spec.json, /openapi/v3/apis/autoscaling/v2, io.k8s.api.autoscaling.v2.MetricSpec",
    })
    void ourCopyIsWhatTheServerSays(String name, String path, String type, Scenario scenario) throws IOException {
        var file = FOLDER.resolve(name);
        var document = Serialization.mapper().readTree(scenario.client().raw(path));
        var text = text(new OpenApiTypes(document.at("/components/schemas")).closure(type));
        if (Boolean.getBoolean("trainyard.write")) {
            Files.writeString(file, text);
        }

        assertThat(Files.readString(file).lines())
                .containsExactlyElementsOf(text.lines().toList());
    }

    /** A type a line, so that a change is easy to read. */
    private static String text(Map<String, JsonNode> types) {
        return types.entrySet().stream()
                .map(type -> "  \"" + type.getKey() + "\": " + type.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
