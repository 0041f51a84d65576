package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes {@code meta.k8s.io/v1} tables, which the server answers to {@code Accept: application/json;as=Table}. */
public final class Tables {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How much of each object goes into its row: the query parameter {@code includeObject}. */
    public enum IncludeObject {
        NONE,
        METADATA,
        OBJECT;

        /** Reads the query parameter; Metadata is the default. */
        public static Optional<IncludeObject> parse(String value) {
            return switch (value) {
                case "None" -> Optional.of(NONE);
                case "", "Metadata" -> Optional.of(METADATA);
                case "Object" -> Optional.of(OBJECT);
                default -> Optional.empty();
            };
        }
    }

    private static final Printer NAME_AND_TIME = ColumnPrinter.of(
            ColumnPrinter.name(),
            new ColumnPrinter.Cell(
                    new Column("Created At", "date", "", "When the object was created.", 0),
                    view -> TextNode.valueOf(view.text("metadata/creationTimestamp"))));

    private Tables() {}

    /** The printer of a built-in kind; one with name and time for kinds that have none of their own, such as Role. */
    public static Printer forKind(String group, String kind) {
        return switch (group + "/" + kind) {
            case "/Pod" -> CorePrinters.POD;
            case "/Node" -> CorePrinters.NODE;
            case "/Service" -> CorePrinters.SERVICE;
            case "/Endpoints" -> CorePrinters.ENDPOINTS;
            case "discovery.k8s.io/EndpointSlice" -> CorePrinters.ENDPOINT_SLICE;
            case "/PersistentVolumeClaim" -> CorePrinters.PERSISTENT_VOLUME_CLAIM;
            case "/PersistentVolume" -> CorePrinters.PERSISTENT_VOLUME;
            case "storage.k8s.io/StorageClass" -> CorePrinters.STORAGE_CLASS;
            case "/Namespace" -> CorePrinters.NAMESPACE;
            case "/ConfigMap" -> CorePrinters.CONFIG_MAP;
            case "/Secret" -> CorePrinters.SECRET;
            case "/ServiceAccount" -> CorePrinters.SERVICE_ACCOUNT;
            case "/Event" -> CorePrinters.EVENT;
            case "/ResourceQuota" -> CorePrinters.RESOURCE_QUOTA;
            case "coordination.k8s.io/Lease" -> CorePrinters.LEASE;
            case "scheduling.k8s.io/PriorityClass" -> CorePrinters.PRIORITY_CLASS;
            case "node.k8s.io/RuntimeClass" -> CorePrinters.RUNTIME_CLASS;
            case "/PodTemplate" -> WorkloadPrinters.POD_TEMPLATE;
            case "/ReplicationController" -> WorkloadPrinters.REPLICATION_CONTROLLER;
            case "apps/Deployment" -> WorkloadPrinters.DEPLOYMENT;
            case "apps/ReplicaSet" -> WorkloadPrinters.REPLICA_SET;
            case "apps/StatefulSet" -> WorkloadPrinters.STATEFUL_SET;
            case "apps/DaemonSet" -> WorkloadPrinters.DAEMON_SET;
            case "apps/ControllerRevision" -> WorkloadPrinters.CONTROLLER_REVISION;
            case "batch/Job" -> WorkloadPrinters.JOB;
            case "batch/CronJob" -> WorkloadPrinters.CRON_JOB;
            case "policy/PodDisruptionBudget" -> WorkloadPrinters.POD_DISRUPTION_BUDGET;
            case "autoscaling/HorizontalPodAutoscaler" -> WorkloadPrinters.HORIZONTAL_POD_AUTOSCALER;
            case "networking.k8s.io/Ingress" -> WorkloadPrinters.INGRESS;
            case "networking.k8s.io/IngressClass" -> WorkloadPrinters.INGRESS_CLASS;
            case "networking.k8s.io/NetworkPolicy" -> WorkloadPrinters.NETWORK_POLICY;
            case "rbac.authorization.k8s.io/RoleBinding", "rbac.authorization.k8s.io/ClusterRoleBinding" ->
                WorkloadPrinters.ROLE_BINDING;
            case "admissionregistration.k8s.io/MutatingWebhookConfiguration",
                    "admissionregistration.k8s.io/ValidatingWebhookConfiguration" -> WorkloadPrinters.WEBHOOKS;
            default -> NAME_AND_TIME;
        };
    }

    /**
     * The printer of a custom resource.
     *
     * @param additionalPrinterColumns the CRD version's list; empty or missing shows name and age
     */
    public static Printer forCustomResource(JsonNode additionalPrinterColumns) {
        return CustomResourcePrinter.of(additionalPrinterColumns);
    }

    /**
     * A table of objects.
     *
     * @param objects read one after another, so that not all are in memory
     * @param listMetadata the metadata of the list: {@code resourceVersion}, {@code continue},
     *     {@code remainingItemCount}
     * @param columns false in every event of a watch but the first, as kubectl expects
     */
    public static ObjectNode table(
            Printer printer,
            Stream<ObjectNode> objects,
            ObjectNode listMetadata,
            IncludeObject include,
            boolean columns,
            Instant now) {
        var table = JSON.objectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMetadata);
        var definitions = table.putArray("columnDefinitions");
        if (columns) {
            for (var column : printer.columns()) {
                definitions
                        .addObject()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", column.description())
                        .put("priority", column.priority());
            }
        }
        var rows = table.putArray("rows");
        objects.forEach(object -> {
            var row = rows.addObject();
            row.putArray("cells").addAll(printer.cells(object, now));
            switch (include) {
                case NONE -> {}
                case METADATA -> row.set("object", metadataOnly(object));
                case OBJECT -> row.set("object", object);
            }
        });
        return table;
    }

    private static ObjectNode metadataOnly(ObjectNode object) {
        var partial = JSON.objectNode().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
