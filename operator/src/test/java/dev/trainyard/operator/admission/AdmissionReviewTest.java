package dev.trainyard.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.patch.JsonPatch;
import dev.trainyard.cluster.patch.PatchException;
import dev.trainyard.operator.admission.PodAdmission.Answer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionReviewTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** With fields of a Kubernetes that is yet to come, and values that are as good as absent. */
    private static final String POD = """
            {"apiVersion": "v1", "kind": "Pod",
             "metadata": {"generateName": "p-", "annotations": {"trainyard.dev/artifacts": "true"}, "newer": [1]},
             "spec": {"restartPolicy": "Never", "newest": {"a": [{}]}, "initContainers": [], "volumes": null,
              "affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
               [{"topologyKey": "zone", "namespaceSelector": {}}]}},
              "containers": [{"name": "main", "image": "i", "command": [], "novel": {"x": "1"},
               "env": [{"name": "EMPTY", "value": ""}], "resources": {"limits": {"memory": "1.50Gi"}}}]}}""";

    private static byte[] question(String pod) {
        return """
                {"kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": {"uid": "q", "namespace": "team",
                 "kind": {"group": "", "version": "v1", "kind": "Pod"}, "operation": "CREATE", "object": %s}}""".formatted(pod).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void thePatchAddsAndTakesNothingAway() throws IOException, PatchException {
        var review = AdmissionReview.parse(question(POD));
        assertThat(review.namespace()).isEqualTo("team");
        var changed = new PodBuilder(review.pod())
                .editMetadata()
                .addToLabels("added", "yes")
                .endMetadata()
                .editSpec()
                .addNewInitContainer()
                .withName("first")
                .endInitContainer()
                .addNewVolume()
                .withName("v")
                .withNewEmptyDir()
                .endEmptyDir()
                .endVolume()
                .addNewContainer()
                .withName("last")
                .endContainer()
                .endSpec()
                .build();

        var response = response(review, new Answer.Changed(changed, List.of("careful")));

        assertThat(response.path("uid").asText()).isEqualTo("q");
        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.at("/warnings/0").asText()).isEqualTo("careful");
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        var patch = MAPPER.readTree(
                Base64.getDecoder().decode(response.path("patch").asText()));
        var patched = JsonPatch.apply((ObjectNode) MAPPER.readTree(POD), patch);
        var expected = (ObjectNode) MAPPER.readTree(POD);
        expected.withObject("/metadata/labels").put("added", "yes");
        ((ObjectNode) expected.path("spec"))
                .putArray("initContainers")
                .addObject()
                .put("name", "first");
        ((ObjectNode) expected.path("spec"))
                .putArray("volumes")
                .addObject()
                .put("name", "v")
                .putObject("emptyDir");
        expected.withArray("/spec/containers").addObject().put("name", "last");
        assertThat(patched).isEqualTo(expected);
    }

    @Test
    void aDenialSaysWhy() throws IOException {
        var review = AdmissionReview.parse(question(POD));

        var denied = response(review, new Answer.Denied("no"));
        assertThat(denied.path("allowed").asBoolean(true)).isFalse();
        assertThat(denied.at("/status/message").asText()).isEqualTo("no");
        assertThat(denied.at("/status/code").asInt()).isEqualTo(403);
        assertThat(response(review, new Answer.Failed("later"))
                        .at("/status/code")
                        .asInt())
                .isEqualTo(500);
        assertThat(response(review, new Answer.Unchanged(List.of())).has("patch"))
                .isFalse();
    }

    @Test
    void whatIsNoQuestionIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionReview.parse("{".getBytes(StandardCharsets.UTF_8)))
                .withMessageStartingWith("the body is no AdmissionReview");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionReview.parse("{}".getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("admission.k8s.io/v1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionReview.parse(new String(question("{}"), StandardCharsets.UTF_8)
                        .replace("\"kind\": \"Pod\"", "\"kind\": \"Node\"")
                        .getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining("this is a Node");
    }

    /** Whoever reaches the port writes the review, and the namespace becomes part of a URL. */
    @Test
    void aNamespaceThatIsNoDnsLabelIsRefused() {
        for (var namespace : List.of("", "..", "../x", "a/b", "a.b", "A", "-a", "a\\n", "a".repeat(64))) {
            assertThatIllegalArgumentException()
                    .as(namespace)
                    .isThrownBy(() -> AdmissionReview.parse(
                            replaced("\"namespace\": \"team\"", "\"namespace\": \"" + namespace + "\"")))
                    .withMessageContaining("request.namespace");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AdmissionReview.parse(replaced("\"namespace\": \"team\",", "")))
                .withMessageContaining("request.namespace");
    }

    @Test
    void aPodWithoutItsPartsIsRefused() {
        for (var pod : List.of(
                "null",
                "[]",
                "\"pod\"",
                "{}",
                "{\"metadata\": {}}",
                "{\"metadata\": {}, \"spec\": null}",
                "{\"metadata\": {}, \"spec\": {\"containers\": null}}",
                "{\"metadata\": {}, \"spec\": {\"containers\": [null]}}",
                "{\"metadata\": {}, \"spec\": {\"containers\": [{}]}}",
                "{\"metadata\": {\"ownerReferences\": [{\"controller\": true}]}, \"spec\": {\"containers\": []}}",
                "{\"metadata\": {\"ownerReferences\": [null]}, \"spec\": {\"containers\": []}}")) {
            assertThatIllegalArgumentException()
                    .as(pod)
                    .isThrownBy(() -> AdmissionReview.parse(question(pod)))
                    .withMessageContaining("request.object");
        }
    }

    private static byte[] replaced(String part, String other) {
        return new String(question(POD), StandardCharsets.UTF_8)
                .replace(part, other)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode response(AdmissionReview review, Answer answer) throws IOException {
        return MAPPER.readTree(review.answer(answer)).path("response");
    }
}
