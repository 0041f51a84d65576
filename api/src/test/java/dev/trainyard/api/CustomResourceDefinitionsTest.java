package dev.trainyard.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.TFJob;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.TrainingSchedule;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The committed CRDs are what the types say. {@code api/crds.sh} writes them anew. */
class CustomResourceDefinitionsTest {
    private static final boolean WRITE = Boolean.getBoolean("trainyard.write");

    private final CustomResourceDefinitions definitions = new CustomResourceDefinitions(Path.of("src/main/java"));

    @ParameterizedTest
    @ValueSource(classes = {TFJob.class, PyTorchJob.class, ArtifactStore.class, TrainingSchedule.class})
    void theCommittedFileIsWhatTheTypeSays(Class<? extends CustomResource<?, ?>> type) throws IOException {
        var file = Path.of("crds", CustomResource.getCRDName(type) + ".yaml");
        var yaml = Serialization.kubernetes().asYaml(definitions.of(type));
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, yaml);
        }

        // Not isEqualTo: its message would print both files.
        assertThat(Files.exists(file) && Files.readString(file).equals(yaml))
                .as("%s is what the types say: run api/crds.sh and commit what it writes", file)
                .isTrue();
    }

    /** Client-side apply keeps the whole object in an annotation, which holds 256 KiB. */
    @ParameterizedTest
    @ValueSource(classes = {TFJob.class, PyTorchJob.class, ArtifactStore.class, TrainingSchedule.class})
    void aDefinitionFitsTheAnnotationOfClientSideApply(Class<? extends CustomResource<?, ?>> type) {
        assertThat(definitions.of(type).toString().length()).isLessThan(200_000);
    }

    /** Training Operator v1.9.4 has 151 list types and 182 lists of required fields, before those of metrics. */
    @ParameterizedTest
    @ValueSource(classes = {TFJob.class, PyTorchJob.class})
    void nothingThatApplyNeedsIsLost(Class<? extends CustomResource<?, ?>> type) {
        var schemas = schemas(schema(type)).toList();

        assertThat(schemas.stream().filter(it -> it.has("x-kubernetes-list-type")))
                .hasSizeGreaterThanOrEqualTo(151);
        assertThat(schemas.stream().filter(it -> it.has("required"))).hasSizeGreaterThanOrEqualTo(182);
    }

    @ParameterizedTest
    @ValueSource(classes = {TFJob.class, PyTorchJob.class})
    void aKeyOfAMapListIsRequiredOrHasADefault(Class<? extends CustomResource<?, ?>> type) {
        assertThat(schemas(schema(type)).filter(it -> it.has("x-kubernetes-list-map-keys")))
                .isNotEmpty()
                .allSatisfy(list -> list.get("x-kubernetes-list-map-keys")
                        .forEach(key -> assertThat(isRequiredOrHasADefault(list.get("items"), key.asText()))
                                .as("%s in %s", key, list)
                                .isTrue()));
    }

    /** As v1's: a client that scales workers finds their number here. */
    @Test
    void aPyTorchJobIsScaledByItsWorkers() {
        var subresources = definitions.of(PyTorchJob.class).at("/spec/versions/0/subresources");

        assertThat(subresources.get("scale").toString())
                .isEqualTo("{\"specReplicasPath\":\".spec.pytorchReplicaSpecs.Worker.replicas\","
                        + "\"statusReplicasPath\":\".status.replicaStatuses.Worker.active\","
                        + "\"labelSelectorPath\":\".status.replicaStatuses.Worker.selector\"}");
    }

    private static boolean isRequiredOrHasADefault(JsonNode item, String key) {
        return item.path("properties").path(key).has("default")
                || elements(item.path("required")).anyMatch(it -> it.asText().equals(key));
    }

    private JsonNode schema(Class<? extends CustomResource<?, ?>> type) {
        return definitions.of(type).at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private static Stream<JsonNode> schemas(JsonNode schema) {
        return Stream.concat(
                Stream.of(schema),
                Stream.of(
                                elements(schema.path("properties")),
                                Stream.of(schema.path("items"), schema.path("additionalProperties"))
                                        .filter(JsonNode::isObject))
                        .flatMap(children -> children)
                        .flatMap(CustomResourceDefinitionsTest::schemas));
    }

    private static Stream<JsonNode> elements(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }
}
