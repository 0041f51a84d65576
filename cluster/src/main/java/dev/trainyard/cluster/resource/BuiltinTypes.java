package dev.trainyard.cluster.resource;

import static dev.trainyard.cluster.resource.Subresource.FINALIZE;
import static dev.trainyard.cluster.resource.Subresource.LOG;
import static dev.trainyard.cluster.resource.Subresource.STATUS;

import dev.trainyard.cluster.schema.GroupVersionKind;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The kinds that the local cluster serves without any CRD. A kind that nothing here would act upon (Deployment, Job,
 * NetworkPolicy, Role) is left out on purpose: 404 is honest, an object that nobody looks at is not.
 */
public final class BuiltinTypes {
    /** The type of the objects that add types. */
    public static final ResourceType CUSTOM_RESOURCE_DEFINITION = cluster(
                    "apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions")
            .shortNames("crd", "crds")
            .categories("api-extensions")
            .subresources(STATUS)
            .build();

    /** The type of namespaces, which every request into one asks about. */
    public static final ResourceType NAMESPACE = cluster("", "Namespace", "namespaces")
            .shortNames("ns")
            .subresources(STATUS, FINALIZE)
            .build();

    /** The type of nodes, where the logs of their pods are. */
    public static final ResourceType NODE =
            cluster("", "Node", "nodes").shortNames("no").subresources(STATUS).build();

    /** The type of pods, which bindings are about. */
    public static final ResourceType POD = namespaced("", "Pod", "pods")
            .shortNames("po")
            .categories("all")
            .subresources(STATUS, Subresource.BINDING, LOG)
            .build();

    /** The type of a pod's node, which is done and not kept; a pod has a subresource for the same. */
    public static final ResourceType BINDING =
            namespaced("", "Binding", "bindings").answeredAndForgotten().build();

    /** The type of the accounts that pods name. */
    public static final ResourceType SERVICE_ACCOUNT =
            namespaced("", "ServiceAccount", "serviceaccounts").shortNames("sa").build();

    /** The type of events, in the version in which they are stored. */
    public static final ResourceType EVENT =
            namespaced("", "Event", "events").shortNames("ev").build();

    /** The type of the priorities that pods can name. */
    public static final ResourceType PRIORITY_CLASS = cluster("scheduling.k8s.io", "PriorityClass", "priorityclasses")
            .shortNames("pc")
            .build();

    /** The type of the kinds of storage that claims can name. */
    public static final ResourceType STORAGE_CLASS = cluster("storage.k8s.io", "StorageClass", "storageclasses")
            .shortNames("sc")
            .build();

    /** The type of the webhooks that change objects on their way in. */
    public static final ResourceType MUTATING_WEBHOOK_CONFIGURATION = cluster(
                    "admissionregistration.k8s.io", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations")
            .categories("api-extensions")
            .build();

    /** All types, in the order in which discovery shows them. */
    public static final List<ResourceType> ALL = List.of(
            BINDING,
            namespaced("", "ConfigMap", "configmaps").shortNames("cm").build(),
            namespaced("", "Endpoints", "endpoints")
                    .singular("endpoints")
                    .shortNames("ep")
                    .build(),
            EVENT,
            namespaced("", "LimitRange", "limitranges").shortNames("limits").build(),
            NAMESPACE,
            NODE,
            namespaced("", "PersistentVolumeClaim", "persistentvolumeclaims")
                    .shortNames("pvc")
                    .subresources(STATUS)
                    .build(),
            cluster("", "PersistentVolume", "persistentvolumes")
                    .shortNames("pv")
                    .subresources(STATUS)
                    .build(),
            POD,
            namespaced("", "ResourceQuota", "resourcequotas")
                    .shortNames("quota")
                    .subresources(STATUS)
                    .build(),
            namespaced("", "Secret", "secrets").build(),
            SERVICE_ACCOUNT,
            namespaced("", "Service", "services")
                    .shortNames("svc")
                    .categories("all")
                    .subresources(STATUS)
                    .build(),
            MUTATING_WEBHOOK_CONFIGURATION,
            namespaced("coordination.k8s.io", "Lease", "leases").build(),
            namespaced("discovery.k8s.io", "EndpointSlice", "endpointslices").build(),
            namespaced("events.k8s.io", "Event", "events")
                    .shortNames("ev")
                    .storedAs("events", "v1")
                    .build(),
            PRIORITY_CLASS,
            STORAGE_CLASS,
            CUSTOM_RESOURCE_DEFINITION,
            review("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews"),
            review("authentication.k8s.io", "TokenReview", "tokenreviews"),
            review("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews"),
            review("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews"));

    private BuiltinTypes() {}

    private static Row namespaced(String group, String kind, String plural) {
        return new Row(new GroupVersionKind(group, "v1", kind), plural, true);
    }

    private static Row cluster(String group, String kind, String plural) {
        return new Row(new GroupVersionKind(group, "v1", kind), plural, false);
    }

    /** A question that is answered on the spot. */
    private static ResourceType review(String group, String kind, String plural) {
        return cluster(group, kind, plural).answeredAndForgotten().build();
    }

    /** A row of the table above while it is being written. */
    private static final class Row {
        private final GroupVersionKind kind;
        private final String plural;
        private final boolean namespaced;
        private String singular;
        private List<String> shortNames = List.of();
        private List<String> categories = List.of();
        private Set<Subresource> subresources = Set.of();
        private String storage;
        private String storedApiVersion;
        private boolean stored = true;

        Row(GroupVersionKind kind, String plural, boolean namespaced) {
            this.kind = kind;
            this.plural = plural;
            this.namespaced = namespaced;
            this.singular = kind.kind().toLowerCase(Locale.ROOT);
            this.storage = kind.group().isEmpty() ? plural : kind.group() + "/" + plural;
            this.storedApiVersion = kind.apiVersion();
        }

        Row singular(String value) {
            singular = value;
            return this;
        }

        Row shortNames(String... values) {
            shortNames = List.of(values);
            return this;
        }

        Row categories(String... values) {
            categories = List.of(values);
            return this;
        }

        Row subresources(Subresource... values) {
            subresources = Set.of(values);
            return this;
        }

        Row storedAs(String key, String apiVersion) {
            storage = key;
            storedApiVersion = apiVersion;
            return this;
        }

        Row answeredAndForgotten() {
            stored = false;
            return this;
        }

        ResourceType build() {
            return new ResourceType(
                    kind,
                    plural,
                    singular,
                    namespaced,
                    shortNames,
                    categories,
                    subresources,
                    storage,
                    storedApiVersion,
                    stored,
                    new Definition.Builtin(kind));
        }
    }
}
