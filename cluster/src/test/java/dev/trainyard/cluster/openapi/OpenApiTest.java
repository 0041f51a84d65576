package dev.trainyard.cluster.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.trainyard.cluster.openapi.OpenApi.Resource;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Resource PODS = new Resource(
            new GroupVersionKind("", "v1", "Pod"), "pods", true, Set.of("status", "log"), Optional.empty());
    private static final Resource NODES =
            new Resource(new GroupVersionKind("", "v1", "Node"), "nodes", false, Set.of("status"), Optional.empty());

    @Test
    void theIndexNamesADocumentPerGroupVersion() throws IOException {
        var index = new OpenApi().index(List.of(PODS, NODES, shirts("blue")));

        assertThat(index.path("paths").properties())
                .extracting(entry -> entry.getKey())
                .containsExactly("api/v1", "apis/example.com/v1");
        assertThat(index.at("/paths/api~1v1/serverRelativeURL").asText()).startsWith("/openapi/v3/api/v1?hash=");
    }

    @Test
    void kubectlFindsWhatItLooksFor() throws IOException {
        var document = document("api/v1", List.of(PODS, NODES));
        var patch = document.path("paths")
                .path("/api/v1/namespaces/{namespace}/pods/{name}")
                .path("patch");
        var podSpec = document.at("/components/schemas/io.k8s.api.core.v1.PodSpec/properties");

        assertThat(patch.path("x-kubernetes-group-version-kind"))
                .isEqualTo(JSON.readTree("{\"group\":\"\",\"kind\":\"Pod\",\"version\":\"v1\"}"));
        assertThat(patch.path("parameters"))
                .anyMatch(parameter -> parameter.path("name").asText().equals("fieldValidation"));
        assertThat(podSpec.at("/containers/x-kubernetes-patch-merge-key").asText())
                .isEqualTo("name");
        assertThat(podSpec.at("/volumes/x-kubernetes-patch-strategy").asText()).isEqualTo("merge,retainKeys");
        assertThat(document.at("/components/schemas/io.k8s.api.core.v1.Pod/x-kubernetes-group-version-kind/0/kind")
                        .asText())
                .isEqualTo("Pod");
    }

    @Test
    void everyReferenceLeadsSomewhere() throws IOException {
        var document = document("api/v1", List.of(PODS, NODES));
        var references = new ArrayList<String>();
        document.findValuesAsText("$ref", references);

        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(document.at(reference.substring(1)))
                        .as(reference)
                        .isNotEmpty());
    }

    @Test
    void aCustomResourceBringsItsSchema() throws IOException {
        var document = document("apis/example.com/v1", List.of(shirts("blue")));
        var schema = document.at("/components/schemas/com.example.v1.Shirt");

        assertThat(schema.at("/properties/spec/description").asText()).isEqualTo("blue");
        assertThat(schema.at("/properties/metadata/$ref").asText())
                .isEqualTo("#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    }

    @Test
    void aDocumentIsKeptUntilItsResourcesChange() throws IOException {
        var openApi = new OpenApi();
        var first =
                openApi.document("apis/example.com/v1", List.of(shirts("blue"))).orElseThrow();
        var again = openApi.document("apis/example.com/v1", List.of(PODS, shirts("blue")))
                .orElseThrow();
        var changed =
                openApi.document("apis/example.com/v1", List.of(shirts("red"))).orElseThrow();

        assertThat(again).isSameAs(first);
        assertThat(changed.hash()).isNotEqualTo(first.hash());
        assertThat(openApi.document("apis/none/v1", List.of(PODS))).isEmpty();
    }

    private static JsonNode document(String path, List<Resource> resources) throws IOException {
        return JSON.readTree(
                new OpenApi().document(path, resources).orElseThrow().json());
    }

    private static Resource shirts(String description) throws IOException {
        var schema =
                JSON.readTree("{\"type\":\"object\",\"properties\":{\"spec\":{\"type\":\"object\",\"description\":\""
                        + description + "\"}}}");
        return new Resource(
                new GroupVersionKind("example.com", "v1", "Shirt"), "shirts", true, Set.of(), Optional.of(schema));
    }
}
