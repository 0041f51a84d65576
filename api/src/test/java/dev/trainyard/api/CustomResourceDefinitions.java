package dev.trainyard.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.api.kubeflow.Scalable;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Makes the CRD of a type. */
final class CustomResourceDefinitions {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Javadoc javadoc;
    private final RecordSchemas records;

    CustomResourceDefinitions(Path sources) {
        this.javadoc = new Javadoc(sources);
        this.records = new RecordSchemas(KubernetesSchemas.load(), javadoc);
    }

    JsonNode of(Class<? extends CustomResource<?, ?>> type) {
        var names = JSON.createObjectNode()
                .put("kind", HasMetadata.getKind(type))
                .put("listKind", HasMetadata.getKind(type) + "List")
                .put("plural", HasMetadata.getPlural(type))
                .put("singular", HasMetadata.getSingular(type));
        var definition = JSON.createObjectNode()
                .put("apiVersion", "apiextensions.k8s.io/v1")
                .put("kind", "CustomResourceDefinition");
        definition.putObject("metadata").put("name", HasMetadata.getFullResourceName(type));
        var spec = definition.putObject("spec").put("group", HasMetadata.getGroup(type));
        spec.set("names", names);
        spec.put("scope", "Namespaced").putArray("versions").add(version(type));
        return definition;
    }

    private ObjectNode version(Class<? extends CustomResource<?, ?>> type) {
        var version = JSON.createObjectNode()
                .put("name", HasMetadata.getVersion(type))
                .put("served", true)
                .put("storage", true);
        var columns = version.putArray("additionalPrinterColumns");
        for (var column : type.getAnnotationsByType(AdditionalPrinterColumn.class)) {
            columns.addObject()
                    .put("name", column.name())
                    .put("type", column.type().name().toLowerCase(Locale.ROOT))
                    .put("jsonPath", column.jsonPath());
        }
        version.putObject("schema").set("openAPIV3Schema", root(type));
        var subresources = version.putObject("subresources");
        subresources.putObject("status");
        Optional.ofNullable(type.getAnnotation(Scalable.class))
                .ifPresent(scale -> subresources
                        .putObject("scale")
                        .put("specReplicasPath", scale.specReplicas())
                        .put("statusReplicasPath", scale.statusReplicas())
                        .put("labelSelectorPath", scale.selector()));
        return version;
    }

    private ObjectNode root(Class<? extends CustomResource<?, ?>> type) {
        var root = JSON.createObjectNode().put("type", "object").put("description", javadoc.of(type));
        var properties = root.putObject("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        // A rule can only point at a field that the schema spells out.
        var metadata = properties.putObject("metadata").put("type", "object");
        metadata.putObject("properties").putObject("name").put("type", "string");
        var arguments = ((ParameterizedType) type.getGenericSuperclass()).getActualTypeArguments();
        properties.set("spec", described((Class<?>) arguments[0]));
        root.putArray("required").add("spec");
        if (arguments[1] != Void.class) {
            properties.set("status", described((Class<?>) arguments[1]));
        }
        RecordSchemas.addRules(root, type);
        return root;
    }

    private ObjectNode described(Class<?> record) {
        return records.schema(record).put("description", javadoc.of(record));
    }
}
