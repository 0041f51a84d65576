package dev.trainyard.cluster.schema;

import dev.trainyard.cluster.schema.FieldType.Struct;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Finds the structure of built-in kinds. A kind's class is loaded when it is first asked for. */
public final class BuiltinTypes {
    private static final String MODEL = "io.fabric8.kubernetes.api.model";

    /** The packages of the group versions. */
    private static final Map<String, String> PACKAGES = Map.ofEntries(
            Map.entry("v1", MODEL),
            Map.entry("apps/v1", MODEL + ".apps"),
            Map.entry("batch/v1", MODEL + ".batch.v1"),
            Map.entry("autoscaling/v1", MODEL + ".autoscaling.v1"),
            Map.entry("autoscaling/v2", MODEL + ".autoscaling.v2"),
            Map.entry("networking.k8s.io/v1", MODEL + ".networking.v1"),
            Map.entry("policy/v1", MODEL + ".policy.v1"),
            Map.entry("rbac.authorization.k8s.io/v1", MODEL + ".rbac"),
            Map.entry("coordination.k8s.io/v1", MODEL + ".coordination.v1"),
            Map.entry("storage.k8s.io/v1", MODEL + ".storage"),
            Map.entry("events.k8s.io/v1", MODEL + ".events.v1"),
            Map.entry("discovery.k8s.io/v1", MODEL + ".discovery.v1"),
            Map.entry("scheduling.k8s.io/v1", MODEL + ".scheduling.v1"),
            Map.entry("node.k8s.io/v1", MODEL + ".node.v1"),
            Map.entry("certificates.k8s.io/v1", MODEL + ".certificates.v1"),
            Map.entry("apiextensions.k8s.io/v1", MODEL + ".apiextensions.v1"),
            Map.entry("admissionregistration.k8s.io/v1", MODEL + ".admissionregistration.v1"),
            Map.entry("authentication.k8s.io/v1", MODEL + ".authentication"),
            Map.entry("authorization.k8s.io/v1", MODEL + ".authorization.v1"));

    private static final Map<GroupVersionKind, Optional<Struct>> TYPES = new ConcurrentHashMap<>();

    private BuiltinTypes() {}

    /** The structure of a kind; empty if it is not a built-in one. */
    public static Optional<Struct> find(GroupVersionKind kind) {
        return PACKAGES.containsKey(kind.apiVersion())
                ? TYPES.computeIfAbsent(kind, BuiltinTypes::load)
                : Optional.empty();
    }

    private static Optional<Struct> load(GroupVersionKind kind) {
        try {
            return Optional.of(new Struct(Class.forName(PACKAGES.get(kind.apiVersion()) + "." + kind.kind())));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }
}
