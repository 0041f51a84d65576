package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Kinds that come and go with their definitions. Each test has a kind of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class CustomResourcesTest {
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final TestClient client;

    CustomResourcesTest(@TempDir Path home) {
        client = TestClient.start(home);
    }

    @AfterAll
    void stop() {
        client.close();
    }

    private static final String SCHEMA = """
            {openAPIV3Schema: {type: object, properties: {
              spec: {type: object, properties: {
                replicas: {type: integer, default: 1, minimum: 0},
                color: {type: string}}},
              status: {type: object, properties: {replicas: {type: integer}, selector: {type: string}}}}}}
            """;

    private static final String SUBRESOURCES =
            "{status: {}, scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas,"
                    + " labelSelectorPath: .status.selector}}";

    /** Defines a kind; returns the path to its objects in the default namespace. */
    private String define(String kind) {
        String singular = kind.toLowerCase(Locale.ROOT);
        String plural = singular + "s";
        String versions = """
                [{name: v1beta1, served: true, storage: false, schema: %1$s, subresources: %2$s},
                 {name: v1, served: true, storage: true, schema: %1$s, subresources: %2$s,
                  additionalPrinterColumns: [{name: Color, type: string, jsonPath: .spec.color}]}]
                """.formatted(SCHEMA, SUBRESOURCES);
        String names = "{plural: %s, singular: %s, kind: %s}".formatted(plural, singular, kind);
        Answer defined = client.post(
                DEFINITIONS,
                "{metadata: {name: " + plural + ".example.dev}, spec: {group: example.dev, scope: Namespaced, names: "
                        + names + ", versions: " + versions + "}}");
        assertThat(defined.code()).as(defined.body().toString()).isEqualTo(201);
        return "/apis/example.dev/v1/namespaces/default/" + plural;
    }

    private Answer create(String path, String kind, String name, String spec) {
        return client.post(
                path,
                "{apiVersion: example.dev/v1, kind: " + kind + ", metadata: {name: " + name + "}, spec: " + spec + "}");
    }

    @Test
    void servesAKindFromTheMomentThatItIsDefined() {
        String path = define("Widget");
        Answer definition = client.get(DEFINITIONS + "/widgets.example.dev");
        assertThat(definition.body().at("/status/conditions").toString())
                .contains("\"type\":\"Established\",\"status\":\"True\"", "\"type\":\"NamesAccepted\"");
        assertThat(definition.body().at("/status/storedVersions/0").asText()).isEqualTo("v1");
        Answer created = create(path, "Widget", "one", "{color: red}");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.body().at("/spec/replicas").asInt()).as("a default").isEqualTo(1);
        assertThat(client.get("/apis/example.dev/v1").body().toString())
                .contains("\"name\":\"widgets\"", "\"name\":\"widgets/status\"", "\"name\":\"widgets/scale\"");
        assertThat(client.get("/apis/example.dev").text("/preferredVersion/version"))
                .isEqualTo("v1");
        assertThat(client.getAs(path, "application/json;as=Table;v=v1;g=meta.k8s.io")
                        .body()
                        .at("/rows/0/cells")
                        .toString())
                .isEqualTo("[\"one\",\"red\"]");
    }

    @Test
    void servesEveryVersion() {
        String path = define("Gadget");
        create(path, "Gadget", "one", "{color: red}");
        Answer beta = client.get(path.replace("/v1/", "/v1beta1/") + "/one");
        assertThat(beta.text("/apiVersion")).isEqualTo("example.dev/v1beta1");
        assertThat(beta.text("/spec/color")).isEqualTo("red");
        assertThat(client.get(path.replace("/v1/", "/v1beta1/"))
                        .body()
                        .at("/items/0/apiVersion")
                        .asText())
                .isEqualTo("example.dev/v1beta1");
    }

    @Test
    void validatesAndPrunes() {
        String path = define("Gizmo");
        Answer invalid = create(path, "Gizmo", "bad", "{replicas: -1}");
        assertThat(invalid.code()).isEqualTo(422);
        assertThat(invalid.text("/message")).contains("spec.replicas");
        assertThat(invalid.body().at("/details/causes/0/field").asText()).isEqualTo("spec.replicas");
        Answer pruned = create(path, "Gizmo", "good", "{colour: red}");
        assertThat(pruned.body().get("spec").has("colour")).isFalse();
        assertThat(pruned.warnings()).containsExactly("unknown field \"spec.colour\"");
    }

    @Test
    void keepsSpecAndStatusApartAndCountsGenerations() {
        String path = define("Thing");
        ObjectNode thing =
                (ObjectNode) create(path, "Thing", "one", "{color: red}").body();
        assertThat(thing.at("/metadata/generation").asInt()).isEqualTo(1);
        thing.withObject("/spec").put("color", "blue");
        thing.withObject("/status").put("replicas", 3);
        ObjectNode changed = (ObjectNode) client.put(path + "/one", thing).body();
        assertThat(changed.at("/metadata/generation").asInt()).isEqualTo(2);
        assertThat(changed.has("status")).isFalse();
        changed.withObject("/spec").put("color", "green");
        changed.withObject("/status").put("replicas", 3);
        Answer status = client.put(path + "/one/status", changed);
        assertThat(status.text("/spec/color")).isEqualTo("blue");
        assertThat(status.body().at("/status/replicas").asInt()).isEqualTo(3);
        assertThat(status.body().at("/metadata/generation").asInt()).isEqualTo(2);
    }

    @Test
    void asksForTheVersionThatACallerHasSeen() {
        String path = define("Item");
        ObjectNode item = (ObjectNode) create(path, "Item", "one", "{}").body();
        item.withObject("/metadata").remove("resourceVersion");
        assertThat(client.put(path + "/one", item).text("/message")).contains("must be specified for an update");
    }

    @Test
    void scales() {
        String path = define("Crowd");
        create(path, "Crowd", "one", "{replicas: 2}");
        Answer scale = client.get(path + "/one/scale");
        assertThat(scale.text("/apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(scale.body().at("/spec/replicas").asInt()).isEqualTo(2);
        client.patch(path + "/one/scale", "merge-patch", "{\"spec\":{\"replicas\":5}}");
        assertThat(client.get(path + "/one").body().at("/spec/replicas").asInt())
                .isEqualTo(5);
        assertThat(client.patch(path + "/one/scale", "merge-patch", "{\"spec\":{\"replicas\":-1}}")
                        .code())
                .isEqualTo(400);
    }

    @Test
    void takesItsObjectsAlongWhenADefinitionGoes() {
        String path = define("Mayfly");
        create(path, "Mayfly", "one", "{}");
        assertThat(client.delete(DEFINITIONS + "/mayflys.example.dev").code()).isEqualTo(200);
        assertThat(client.get(path).code()).isEqualTo(404);
        assertThat(client.get(DEFINITIONS + "/mayflys.example.dev").code()).isEqualTo(404);
        define("Mayfly");
        assertThat(client.get(path).body().get("items")).isEmpty();
    }

    @Test
    void keepsADefinitionWhileAnObjectIsHeld() {
        String path = define("Anchor");
        client.post(
                path,
                "{apiVersion: example.dev/v1, kind: Anchor, metadata: {name: one, finalizers: [example.dev/hold]}}");
        client.delete(DEFINITIONS + "/anchors.example.dev");
        assertThat(client.get(DEFINITIONS + "/anchors.example.dev").text("/metadata/deletionTimestamp"))
                .isNotEmpty();
        client.patch(path + "/one", "merge-patch", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(client.get(DEFINITIONS + "/anchors.example.dev").code()).isEqualTo(404);
    }

    @Test
    void refusesStrategicPatchesAsARealServerDoes() {
        String path = define("Patchy");
        create(path, "Patchy", "one", "{}");
        assertThat(client.patch(path + "/one", "strategic-merge-patch", "{}").code())
                .isEqualTo(415);
    }

    @Test
    void refusesADefinitionThatMakesNoSense() {
        Answer refused = client.post(
                DEFINITIONS,
                "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: wrong.name},"
                        + " spec: {group: example.dev, scope: Namespaced, names: {plural: rights, kind: Right}, versions: []}}");
        assertThat(refused.code()).isEqualTo(422);
        assertThat(client.get(DEFINITIONS + "/wrong.name").code()).isEqualTo(404);
    }
}
