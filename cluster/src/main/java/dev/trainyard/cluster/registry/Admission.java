package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.store.Store;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a new object takes over from other objects, and what nobody may do, as a real API server's admission plugins
 * have it.
 */
final class Admission {
    private static final Set<String> IMMORTAL_NAMESPACES = Set.of("default", "kube-system", "kube-public");
    private static final Set<String> UNSEEN_OPERATIONS = Set.of("DELETE", "CONNECT");
    private static final String DEFAULT_ACCOUNT = "default";
    private static final String DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

    /** The two classes that are there without being stored. */
    private static final int SYSTEM_CLUSTER_CRITICAL = 2_000_000_000;

    private static final int SYSTEM_NODE_CRITICAL = 2_000_001_000;

    private final Store store;

    Admission(Store store) {
        this.store = store;
    }

    /** Completes an object that is about to be created. */
    void create(ResourceType type, ObjectNode object, Consumer<String> warnings) {
        if (type.equals(BuiltinTypes.MUTATING_WEBHOOK_CONFIGURATION)) {
            webhooks(object, warnings);
        }
        if (!type.kind().group().isEmpty()) {
            return;
        }
        switch (type.kind().kind()) {
            case "Pod" -> {
                account(type, object);
                priority(type, object);
            }
            case "PersistentVolumeClaim" -> storageClass(object);
            case "LimitRange", "ResourceQuota" ->
                warnings.accept("the local cluster keeps a " + type.kind().kind() + " but does not enforce it");
            case "Service" -> {
                String serviceType = object.path("spec").path("type").asText("ClusterIP");
                if (!serviceType.equals("ClusterIP") && !serviceType.equals("ExternalName")) {
                    warnings.accept("the local cluster has no load balancers and node ports: a Service of type "
                            + serviceType + " is reached by its name only");
                }
            }
            default -> {} // nothing to complete
        }
    }

    private static void webhooks(ObjectNode configuration, Consumer<String> warnings) {
        for (JsonNode webhook : configuration.path("webhooks")) {
            String name = webhook.path("name").asText();
            if (webhook.path("clientConfig").has("service")) {
                warnings.accept("the local cluster has no network of Services: webhook " + name
                        + " can't be called without a clientConfig.url");
            }
            for (JsonNode rule : webhook.path("rules")) {
                for (JsonNode operation : rule.path("operations")) {
                    if (UNSEEN_OPERATIONS.contains(operation.asText())) {
                        warnings.accept("the local cluster asks webhooks about CREATE and UPDATE alone, and " + name
                                + " about no " + operation.asText());
                    }
                }
                for (JsonNode resource : rule.path("resources")) {
                    if (resource.asText().contains("/") && !resource.asText().equals("*/*")) {
                        warnings.accept("the local cluster asks webhooks about whole objects alone, and " + name
                                + " not about " + resource.asText());
                    }
                }
            }
        }
    }

    /** Refuses to delete what the cluster can't do without. */
    static void delete(ResourceType type, String name) {
        if (type.equals(BuiltinTypes.NAMESPACE) && IMMORTAL_NAMESPACES.contains(name)) {
            throw ApiException.forbidden(type.subject(name), "this namespace may not be deleted");
        }
    }

    /** A pod's account must be there; the default one is made with each namespace, a moment after it. */
    private void account(ResourceType type, ObjectNode pod) {
        Metadata metadata = Metadata.of(pod);
        String name = pod.path("spec").path("serviceAccountName").asText(DEFAULT_ACCOUNT);
        if (!name.equals(DEFAULT_ACCOUNT)
                && store.get(BuiltinTypes.SERVICE_ACCOUNT.key(metadata.namespace(), name))
                        .isEmpty()) {
            throw ApiException.forbidden(
                    type.subject(metadata.name()),
                    "error looking up service account %1$s/%2$s: serviceaccount \"%2$s\" not found"
                            .formatted(metadata.namespace(), name));
        }
    }

    /** A pod's priority is a number, which its class names. */
    private void priority(ResourceType type, ObjectNode pod) {
        ObjectNode spec = pod.withObject("/spec");
        String name = spec.path("priorityClassName").asText("");
        switch (name) {
            case "system-cluster-critical" -> spec.put("priority", SYSTEM_CLUSTER_CRITICAL);
            case "system-node-critical" -> spec.put("priority", SYSTEM_NODE_CRITICAL);
            case "" -> {
                Optional<ObjectNode> byDefault = all(BuiltinTypes.PRIORITY_CLASS)
                        .filter(one -> one.path("globalDefault").asBoolean())
                        .findFirst();
                byDefault.ifPresent(
                        one -> spec.put("priorityClassName", Metadata.of(one).name()));
                spec.put(
                        "priority",
                        byDefault.map(one -> one.path("value").asInt()).orElse(0));
            }
            default -> {
                ObjectNode priorityClass = new ObjectStore(store)
                        .find(BuiltinTypes.PRIORITY_CLASS, "", name)
                        .map(ObjectStore.Stored::object)
                        .orElseThrow(() -> ApiException.forbidden(
                                type.subject(Metadata.of(pod).name()),
                                "no PriorityClass with name " + name + " was found"));
                spec.put("priority", priorityClass.path("value").asInt());
                if (!spec.has("preemptionPolicy") && priorityClass.has("preemptionPolicy")) {
                    spec.set("preemptionPolicy", priorityClass.get("preemptionPolicy"));
                }
            }
        }
    }

    /** A claim that names no class gets the default one; an empty name is a wish for none. */
    private void storageClass(ObjectNode claim) {
        ObjectNode spec = claim.withObject("/spec");
        if (!spec.has("storageClassName")) {
            all(BuiltinTypes.STORAGE_CLASS)
                    .map(Metadata::of)
                    .filter(one -> one.annotation(DEFAULT_CLASS).orElse("").equals("true"))
                    .findFirst()
                    .ifPresent(one -> spec.put("storageClassName", one.name()));
        }
    }

    private Stream<ObjectNode> all(ResourceType type) {
        return Listing.everything(store, type).entries().stream()
                .map(entry -> ObjectStore.read(type, entry).object());
    }
}
