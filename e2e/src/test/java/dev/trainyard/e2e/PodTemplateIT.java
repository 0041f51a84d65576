package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The pod template in our CRDs is that of the real server. {@code -Dtrainyard.write=true} brings the file up to date,
 * and {@code api/crds.sh} the CRDs.
 */
@OnCluster
@EnabledIfSystemProperty(named = "trainyard.cluster", matches = "real")
class PodTemplateIT {
    private static final Path FILE = Path.of("../api/src/test/resources/dev/trainyard/api/pod-template.json");

    @Test
    void ourCopyIsWhatTheServerSays(Scenario scenario) throws IOException {
        var document = Serialization.mapper().readTree(scenario.client().raw("/openapi/v3/api/v1"));
        var types = new OpenApiTypes(document.at("/components/schemas")).closure("io.k8s.api.core.v1.PodTemplateSpec");
        var text = text(types);
        if (Boolean.getBoolean("trainyard.write")) {
            Files.writeString(FILE, text);
        }

        assertThat(Files.readString(FILE).lines())
                .containsExactlyElementsOf(text.lines().toList());
    }

    /** A type a line, so that a change is easy to read. */
    private static String text(Map<String, JsonNode> types) {
        return types.entrySet().stream()
                .map(type -> "  \"" + type.getKey() + "\": " + type.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
