package dev.trainyard.cluster.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.Subresource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The documents under {@code /api} and {@code /apis}, made from the types that are served. */
public final class Discovery {
    private static final List<String> ALL_VERBS =
            List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    /** {@code GET /api}: the versions of the core group. */
    public static ObjectNode coreVersions(String serverAddress) {
        ObjectNode document = Json.object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress);
        return document;
    }

    /** {@code GET /apis}: all groups but the core one. */
    public static ObjectNode groups(Collection<ResourceType> types) {
        ObjectNode document = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = document.putArray("groups");
        versionsByGroup(types).forEach((group, versions) -> groups.add(group(group, versions)));
        return document;
    }

    /** {@code GET /apis/<group>}; empty when there is no such group. */
    public static Optional<ObjectNode> group(Collection<ResourceType> types, String group) {
        return Optional.ofNullable(versionsByGroup(types).get(group)).map(versions -> {
            ObjectNode document = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
            document.setAll(group(group, versions));
            return document;
        });
    }

    /** {@code GET /api/v1} or {@code /apis/<group>/<version>}; empty when there is no such version. */
    public static Optional<ObjectNode> resources(Collection<ResourceType> types, String group, String version) {
        List<ResourceType> served = types.stream()
                .filter(type -> type.kind().group().equals(group)
                        && type.kind().version().equals(version))
                .toList();
        if (served.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode document = Json.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", served.getFirst().kind().apiVersion());
        ArrayNode resources = document.putArray("resources");
        for (ResourceType type : served) {
            resources.add(resource(type));
            type.subresources().stream().sorted().forEach(subresource -> resources.add(subresource(type, subresource)));
        }
        return Optional.of(document);
    }

    private static ObjectNode resource(ResourceType type) {
        ObjectNode resource = Json.object()
                .put("name", type.plural())
                .put("singularName", type.singular())
                .put("namespaced", type.namespaced())
                .put("kind", type.kind().kind());
        verbs(resource, type.stored() ? ALL_VERBS : List.of("create"));
        texts(resource, "shortNames", type.shortNames());
        texts(resource, "categories", type.categories());
        return resource;
    }

    private static ObjectNode subresource(ResourceType type, Subresource subresource) {
        ObjectNode resource = Json.object()
                .put("name", type.plural() + "/" + subresource.path())
                .put("singularName", "")
                .put("namespaced", type.namespaced());
        switch (subresource) {
            case STATUS -> {
                resource.put("kind", type.kind().kind());
                verbs(resource, List.of("get", "patch", "update"));
            }
            case SCALE -> {
                resource.put("group", "autoscaling").put("version", "v1").put("kind", "Scale");
                verbs(resource, List.of("get", "patch", "update"));
            }
            case BINDING -> {
                resource.put("kind", "Binding");
                verbs(resource, List.of("create"));
            }
            case FINALIZE -> {
                resource.put("kind", type.kind().kind());
                verbs(resource, List.of("update"));
            }
            case LOG -> {
                resource.put("kind", type.kind().kind());
                verbs(resource, List.of("get"));
            }
        }
        return resource;
    }

    private static void verbs(ObjectNode resource, List<String> verbs) {
        ArrayNode array = resource.putArray("verbs");
        verbs.forEach(array::add);
    }

    private static void texts(ObjectNode resource, String field, List<String> texts) {
        if (!texts.isEmpty()) {
            ArrayNode array = resource.putArray(field);
            texts.forEach(array::add);
        }
    }

    private static ObjectNode group(String name, SortedSet<String> versions) {
        ObjectNode group = Json.object().put("name", name);
        ArrayNode list = group.putArray("versions");
        versions.forEach(version ->
                list.addObject().put("groupVersion", name + "/" + version).put("version", version));
        group.putObject("preferredVersion")
                .put("groupVersion", name + "/" + versions.getFirst())
                .put("version", versions.getFirst());
        return group;
    }

    private static Map<String, SortedSet<String>> versionsByGroup(Collection<ResourceType> types) {
        Map<String, SortedSet<String>> groups = new LinkedHashMap<>();
        types.stream()
                .filter(type -> !type.kind().group().isEmpty())
                .forEach(type -> groups.computeIfAbsent(
                                type.kind().group(), _ -> new TreeSet<>(VersionPriority.BEST_FIRST))
                        .add(type.kind().version()));
        return groups;
    }
}
