package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Structure, defaults and validation of the kinds that every Kubernetes has. */
public final class BuiltinKinds {

    /**
     * What became of an object when it was decoded.
     *
     * @param unknownFields the paths of fields that the kind does not have; they have been removed
     * @param error why the object can't be decoded at all, as the message of a 400 answer says it
     */
    public record Decoded(List<String> unknownFields, Optional<String> error) {}

    private static final Set<String> CLUSTER_SCOPED = Set.of(
            "CSIDriver",
            "CSINode",
            "CertificateSigningRequest",
            "ClusterRole",
            "ClusterRoleBinding",
            "ComponentStatus",
            "CustomResourceDefinition",
            "IngressClass",
            "MutatingWebhookConfiguration",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PriorityClass",
            "RuntimeClass",
            "StorageClass",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
            "VolumeAttachment");

    private BuiltinKinds() {}

    /** Whether this is a built-in kind, whose structure is known. */
    public static boolean contains(GroupVersionKind kind) {
        return BuiltinTypes.find(kind).isPresent();
    }

    /**
     * Does what decoding does to an object, in place: removes unknown fields and nulls, writes quantities in their
     * canonical form, and finds values of the wrong JSON type. Objects of other kinds are left as they are.
     */
    public static Decoded decode(GroupVersionKind kind, ObjectNode object) {
        var type = BuiltinTypes.find(kind);
        if (type.isEmpty()) {
            return new Decoded(List.of(), Optional.empty());
        }
        var decoded = Decoding.decode(type.get(), object);
        return new Decoded(
                decoded.unknownFields(),
                decoded.error()
                        .map(error -> "%s in version \"%s\" cannot be handled as a %s: %s"
                                .formatted(kind.kind(), kind.version(), kind.kind(), error)));
    }

    /**
     * Fills in what the API server and its usual admission plug-ins would, in place: on create, and on every update. A
     * template in another object is defaulted as far as the real server does it.
     */
    public static void applyDefaults(GroupVersionKind kind, ObjectNode object) {
        BuiltinTypes.find(kind).ifPresent(type -> Defaults.apply(type, object));
    }

    /**
     * Checks a whole object, metadata included, after defaults.
     *
     * @param old the object as it is stored, null on create
     */
    public static List<FieldError> validate(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        var errors = new ArrayList<FieldError>();
        var root = Field.root(object, errors);
        var namespaced = !CLUSTER_SCOPED.contains(kind.kind());
        ObjectMetadata.check(root.child("metadata"), old, namespaced, nameRule(kind.kind()));
        switch (kind.group() + "/" + kind.kind()) {
            case "/Pod" -> PodRules.check(root, old);
            case "/Service" -> CoreRules.checkService(root, old);
            case "/ConfigMap" -> CoreRules.checkConfigMap(root, old);
            case "/Secret" -> CoreRules.checkSecret(root, old);
            case "/PersistentVolumeClaim" -> CoreRules.checkClaim(root, old);
            case "/PersistentVolume" -> CoreRules.checkVolume(root, old);
            case "storage.k8s.io/StorageClass" -> CoreRules.checkStorageClass(root, old);
            case "/Node" -> CoreRules.checkNode(root);
            case "/Event" -> CoreRules.checkEvent(root);
            case "coordination.k8s.io/Lease" -> CoreRules.checkLease(root);
            case "apps/Deployment", "apps/ReplicaSet", "apps/DaemonSet" ->
                WorkloadRules.checkReplicated(root, kind.kind(), old);
            case "apps/StatefulSet" -> WorkloadRules.checkStatefulSet(root, old);
            case "batch/Job" -> WorkloadRules.checkJob(root, old);
            case "batch/CronJob" -> WorkloadRules.checkCronJob(root);
            case "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding" ->
                CoreRules.checkRoleBinding(root, old);
            case "admissionregistration.k8s.io/MutatingWebhookConfiguration" -> WebhookRules.check(root, old);
            case "apiextensions.k8s.io/CustomResourceDefinition" -> CustomResourceDefinitionRules.check(root, old);
            default -> {
                // The rest has no rules here beyond its structure and metadata.
            }
        }
        return errors;
    }

    private static Function<String, List<String>> nameRule(String kind) {
        return switch (kind) {
            case "Namespace", "Service" -> NameRules::dnsLabel;
            case "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding" -> NameRules::pathSegment;
            case "CronJob" -> BuiltinKinds::cronJobName;
            default -> NameRules::dnsSubdomain;
        };
    }

    /** A CronJob's jobs have eleven more characters in their names. */
    private static List<String> cronJobName(String name) {
        return name.length() > 52 ? List.of("must be no more than 52 characters") : NameRules.dnsSubdomain(name);
    }
}
