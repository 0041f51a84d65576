package dev.trainyard.cluster.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletionTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final ResourceType POD = type("pods");
    private static final ResourceType MAP = type("configmaps");

    private static ResourceType type(String plural) {
        return BuiltinTypes.ALL.stream()
                .filter(type -> type.plural().equals(plural))
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode object(String json) {
        return Json.parseOwn(json.getBytes(UTF_8));
    }

    private static Deletion decide(ResourceType type, String object, String options) {
        return Deletion.decide(type, object(object), DeleteOptions.read(object(options)), NOW);
    }

    private static Metadata marked(Deletion deletion) {
        assertThat(deletion).isInstanceOf(Deletion.Mark.class);
        return Metadata.of(((Deletion.Mark) deletion).object());
    }

    @Test
    void removesAtOnceWhatNobodyHolds() {
        assertThat(decide(MAP, "{}", "{}")).isEqualTo(new Deletion.Remove());
        assertThat(decide(MAP, "{}", "{\"propagationPolicy\":\"Background\"}")).isEqualTo(new Deletion.Remove());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"spec":{"nodeName":"n"}}                                        | {}                         | 30
                    {"spec":{"nodeName":"n","terminationGracePeriodSeconds":5}}      | {}                         | 5
                    {"spec":{"nodeName":"n","terminationGracePeriodSeconds":5}}      | {"gracePeriodSeconds":9}   | 9
                    """)
    void givesAPodItsTime(String pod, String options, long seconds) {
        Metadata metadata = marked(decide(POD, pod, options));
        assertThat(metadata.deletionGracePeriodSeconds()).hasValue(seconds);
        assertThat(metadata.node().path("deletionTimestamp").asText())
                .isEqualTo(NOW.plusSeconds(seconds).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"spec":{}}                                             | {}
                    {"spec":{"nodeName":"n"},"status":{"phase":"Failed"}}   | {}
                    {"spec":{"nodeName":"n"}}                               | {"gracePeriodSeconds":0}
                    """)
    void removesAPodThatHasNothingToFinish(String pod, String options) {
        assertThat(decide(POD, pod, options)).isEqualTo(new Deletion.Remove());
    }

    @Test
    void onlyShortensTheTime() {
        String dying = """
                {"metadata": {"deletionTimestamp": "2026-11-23T10:00:20Z", "deletionGracePeriodSeconds": 30},
                 "spec": {"nodeName": "n"}}
                """;
        assertThat(decide(POD, dying, "{\"gracePeriodSeconds\":60}")).isEqualTo(new Deletion.Nothing());
        Metadata shortened = marked(decide(POD, dying, "{\"gracePeriodSeconds\":15}"));
        assertThat(shortened.node().path("deletionTimestamp").asText())
                .as("counted from when it began, at 09:59:50")
                .isEqualTo("2026-11-23T10:00:05Z");
        assertThat(decide(POD, dying, "{\"gracePeriodSeconds\":0}")).isEqualTo(new Deletion.Remove());
    }

    @Test
    void waitsForFinalizersAndAddsThoseOfThePolicy() {
        Metadata held = marked(decide(
                MAP, "{\"metadata\":{\"finalizers\":[\"orphan\",\"a/b\"]}}", "{\"propagationPolicy\":\"Foreground\"}"));
        assertThat(held.finalizers()).containsExactly("a/b", "foregroundDeletion");
        assertThat(held.deletionGracePeriodSeconds()).hasValue(0);
    }

    @Test
    void leavesANamespaceToItsController() {
        Deletion deletion = decide(BuiltinTypes.NAMESPACE, "{\"spec\":{\"finalizers\":[\"kubernetes\"]}}", "{}");
        marked(deletion);
        assertThat(((Deletion.Mark) deletion).object().at("/status/phase").asText())
                .isEqualTo("Terminating");
        assertThat(decide(BuiltinTypes.NAMESPACE, "{\"spec\":{}}", "{}")).isEqualTo(new Deletion.Remove());
    }
}
