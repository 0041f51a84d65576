package dev.trainyard.cluster.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import dev.trainyard.cluster.schema.StructuralSchema;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the types out of a CustomResourceDefinition. */
public final class CustomTypes {
    private CustomTypes() {}

    /**
     * The types that a valid definition adds: one for each version that is served.
     *
     * @param crd an {@code apiextensions.k8s.io/v1} CustomResourceDefinition
     */
    public static List<ResourceType> of(ObjectNode crd) {
        JsonNode spec = crd.path("spec");
        String storedVersion = "";
        for (JsonNode version : spec.path("versions")) {
            if (version.path("storage").asBoolean()) {
                storedVersion = version.path("name").asText();
            }
        }
        List<ResourceType> types = new ArrayList<>();
        for (JsonNode version : spec.path("versions")) {
            if (version.path("served").asBoolean()) {
                types.add(type(spec, version, storedVersion));
            }
        }
        return types;
    }

    private static ResourceType type(JsonNode spec, JsonNode version, String storedVersion) {
        JsonNode names = spec.path("names");
        String group = spec.path("group").asText();
        String kind = names.path("kind").asText();
        String plural = names.path("plural").asText();
        boolean namespaced = spec.path("scope").asText().equals("Namespaced");
        JsonNode source = version.path("schema").path("openAPIV3Schema");
        JsonNode subresources = version.path("subresources");
        return new ResourceType(
                new GroupVersionKind(group, version.path("name").asText(), kind),
                plural,
                names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
                namespaced,
                texts(names.path("shortNames")),
                texts(names.path("categories")),
                subresources(subresources),
                group + "/" + plural,
                group + "/" + storedVersion,
                true,
                new Definition.Custom(
                        source,
                        StructuralSchema.parse(source),
                        namespaced,
                        version.path("additionalPrinterColumns"),
                        selectable(version.path("selectableFields")),
                        scale(subresources.path("scale"))));
    }

    private static Set<Subresource> subresources(JsonNode node) {
        Set<Subresource> present = EnumSet.noneOf(Subresource.class);
        if (node.has("status")) {
            present.add(Subresource.STATUS);
        }
        if (node.has("scale")) {
            present.add(Subresource.SCALE);
        }
        return present;
    }

    private static Optional<Definition.ScalePaths> scale(JsonNode node) {
        return node.isObject()
                ? Optional.of(new Definition.ScalePaths(
                        node.path("specReplicasPath").asText(),
                        node.path("statusReplicasPath").asText(),
                        node.path("labelSelectorPath").asText("")))
                : Optional.empty();
    }

    private static List<String> selectable(JsonNode fields) {
        List<String> paths = new ArrayList<>();
        fields.forEach(field -> {
            String path = field.path("jsonPath").asText();
            paths.add(path.startsWith(".") ? path.substring(1) : path);
        });
        return paths;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }
}
