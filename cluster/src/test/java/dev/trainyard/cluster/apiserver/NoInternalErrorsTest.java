package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import dev.trainyard.cluster.object.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a request says, the answer is never that something went wrong inside the server. */
@TestInstance(Lifecycle.PER_CLASS)
class NoInternalErrorsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final List<String> FIELDS =
            List.of("spec", "status", "data", "metadata", "subsets", "rules", "webhooks", "roleRef", "template");
    private static final List<String> VALUES = List.of(
            "null", "1", "\"x\"", "[]", "{}", "[1]", "[null]", "[{}]", "true", "{\"a\":1}", "{\"a\":{}}", "-1e400");

    private final TestClient client;

    NoInternalErrorsTest(@TempDir Path home) {
        client = TestClient.start(home);
    }

    @AfterAll
    void stop() {
        client.close();
    }

    private record Served(String path, String apiVersion, String kind) {}

    private List<Served> served() {
        var served = new ArrayList<Served>();
        var versions = new ArrayList<String>();
        versions.add("/api/v1");
        client.get("/apis")
                .body()
                .path("groups")
                .forEach(group -> group.path("versions")
                        .forEach(version -> versions.add(
                                "/apis/" + version.path("groupVersion").asText())));
        for (var version : versions) {
            for (var resource : client.get(version).body().path("resources")) {
                var name = resource.path("name").asText();
                if (!name.contains("/")) {
                    var place = resource.path("namespaced").asBoolean() ? "/namespaces/default/" : "/";
                    served.add(new Served(
                            version + place + name,
                            version.substring(version.indexOf('/', 1) + 1),
                            resource.path("kind").asText()));
                }
            }
        }
        return served;
    }

    @Test
    void objectsWithFieldsOfTheWrongKind() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(10);
        var failures = new ArrayList<String>();
        for (var type : served()) {
            for (var round = 0; round < 25; round++) {
                var name = "a" + round;
                var body = new StringBuilder("{\"apiVersion\":\"" + type.apiVersion + "\",\"kind\":\"" + type.kind
                        + "\",\"metadata\":{\"name\":\"" + name + "\"}");
                for (var field = random.nextInt(3); field > 0; field--) {
                    body.append(",\"" + pick(FIELDS, random) + "\":" + pick(VALUES, random));
                }
                body.append('}');
                note(failures, type.path, body.toString(), send("POST", type.path, body.toString(), "json"));
                var patch = "{\"" + pick(FIELDS, random) + "\":" + pick(VALUES, random) + "}";
                note(failures, type.path, patch, send("PATCH", type.path + "/" + name, patch, "merge-patch+json"));
                note(
                        failures,
                        type.path,
                        patch,
                        send("PATCH", type.path + "/" + name, patch, "strategic-merge-patch+json"));
                note(
                        failures,
                        type.path,
                        patch,
                        send("PATCH", type.path + "/" + name + "/status", patch, "merge-patch+json"));
            }
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"metadata\":1}",
                "{\"metadata\":[]}",
                "{\"metadata\":{\"labels\":1}}",
                "{\"metadata\":{\"annotations\":[]}}",
                "{\"metadata\":{\"finalizers\":{}}}",
                "{\"metadata\":{\"ownerReferences\":[1]}}",
                "{\"metadata\":{\"name\":{}}}",
                "{\"metadata\":{\"generation\":\"x\"}}",
                "{\"data\":{\"a\":1}}",
                "1",
                "[]",
                "null",
            })
    void mergePatchesOfMetadata(String patch) {
        client.post(MAPS, "{metadata: {name: patched}}");

        Answer answer = client.patch(MAPS + "/patched", "merge-patch", patch);

        assertThat(answer.code()).isBetween(200, 499);
        assertThat(answer.body().isObject()).isTrue();
    }

    @Test
    void aPatchThatDoublesTheObjectAgainAndAgain() {
        client.post(MAPS, "{metadata: {name: bomb, annotations: {a: " + "x".repeat(500) + "}}}");
        var operations = Json.MAPPER.createArrayNode();
        for (var copy = 0; copy < 24; copy++) {
            operations
                    .addObject()
                    .put("op", "copy")
                    .put("from", "/metadata")
                    .put("path", "/metadata/annotations/c" + copy);
        }

        Answer answer = client.patch(MAPS + "/bomb", "json-patch", operations.toString());

        assertThat(answer.code()).isEqualTo(422);
        assertThat(answer.text("/message")).contains("exceeding the limit");
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 3_700, 100_000})
    void longNames(int length) {
        var name = "a".repeat(length);
        var dotted = "a.".repeat(length / 2) + "a";

        for (var each : List.of(name, dotted)) {
            for (var body : List.of(
                    "{\"metadata\":{\"name\":\"" + each + "\"}}",
                    "{\"metadata\":{\"name\":\"a\",\"labels\":{\"" + each + "\":\"" + each + "\"}}}",
                    "{\"metadata\":{\"name\":\"a\"},\"data\":{\"" + each + "\":\"x\"}}")) {
                assertThat(send("POST", MAPS, body, "json").code()).isBetween(400, 422);
            }
        }
    }

    @Test
    void deepBodies() throws IOException {
        ObjectNode deep = Json.object();
        JsonNode inner = Json.object();
        for (var level = 0; level < 900; level++) {
            inner = Json.object().set("a", inner);
        }
        deep.putObject("metadata").put("name", "deep");
        deep.set("data", inner);

        Answer answer = send("POST", MAPS, deep.toString(), "json");

        assertThat(answer.code()).isEqualTo(400);
    }

    private static <T> T pick(List<T> from, RandomGenerator random) {
        return from.get(random.nextInt(from.size()));
    }

    private Answer send(String method, String path, String body, String type) {
        return client.send(method, path, body, "application/" + type, "application/json");
    }

    private static void note(List<String> failures, String path, String body, Answer answer) {
        if (answer.code() >= 500) {
            failures.add(path + " " + body + " -> " + answer.code() + " " + answer.text("/message"));
        }
    }
}
