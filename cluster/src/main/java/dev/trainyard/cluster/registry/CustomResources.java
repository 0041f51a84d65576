package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.CustomTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.resource.ResourceTypes;
import dev.trainyard.cluster.store.Entry;
import dev.trainyard.cluster.store.ListQuery;
import dev.trainyard.cluster.store.Store;
import java.util.List;

/** Serves what CustomResourceDefinitions define, from the moment that they are stored. */
public final class CustomResources {
    /** Keeps a definition until all of its objects are gone. */
    static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final ResourceTypes types;

    public CustomResources(ResourceTypes types) {
        this.types = types;
    }

    /** Serves the types of all definitions in the store. */
    public void load(Store store) {
        for (Entry entry : store.list(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION.prefix(""), ListQuery.ALL)
                .entries()) {
            installed(ObjectStore.read(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION, entry)
                    .object());
        }
    }

    /** A definition has been stored. */
    void installed(ObjectNode crd) {
        types.install(Metadata.of(crd).name(), CustomTypes.of(crd));
    }

    /** The types that a definition has added; one version is enough to reach all objects. */
    List<ResourceType> types(ObjectNode crd) {
        return types.of(Metadata.of(crd).name()).stream().limit(1).toList();
    }

    /** A definition is gone. */
    void removed(ObjectNode crd) {
        types.remove(Metadata.of(crd).name());
    }

    /** Fills in the status of a definition that is about to be stored: here, a valid one is established at once. */
    static void accept(ObjectNode crd, String now) {
        ObjectNode status = crd.withObject("/status");
        ObjectNode names = status.putObject("acceptedNames");
        crd.path("spec").path("names").properties().forEach(name -> names.set(name.getKey(), name.getValue()));
        if (!status.has("conditions")) {
            ArrayNode conditions = status.putArray("conditions");
            condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found", now);
            condition(conditions, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        }
        ArrayNode stored = status.withArray("/storedVersions");
        crd.path("spec").path("versions").forEach(version -> {
            String name = version.path("name").asText();
            if (version.path("storage").asBoolean()
                    && stored.valueStream().noneMatch(one -> one.asText().equals(name))) {
                stored.add(name);
            }
        });
    }

    private static void condition(ArrayNode conditions, String type, String reason, String message, String now) {
        conditions
                .addObject()
                .put("type", type)
                .put("status", "True")
                .put("lastTransitionTime", now)
                .put("reason", reason)
                .put("message", message);
    }
}
