package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.FieldType.ListOf;
import dev.trainyard.cluster.schema.FieldType.MapOf;
import dev.trainyard.cluster.schema.FieldType.Struct;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills in defaults by type, wherever the type appears: a Probe is defaulted the same in a Pod and in a CronJob's
 * template. The values are those of the {@code SetDefaults_…} functions in {@code k8s.io/kubernetes/pkg/apis}; the
 * constant ones are the table below, the others are in {@link ComputedDefaults}.
 */
final class Defaults {
    /** A line is a type and its fields with their values. */
    private static final Map<String, Map<String, JsonNode>> CONSTANTS = read("""
            PodSpec {"restartPolicy":"Always","dnsPolicy":"ClusterFirst","schedulerName":"default-scheduler",
                "terminationGracePeriodSeconds":30,"securityContext":{}}
            Container {"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File","resources":{}}
            EphemeralContainer {"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File",
                "resources":{}}
            ContainerPort {"protocol":"TCP"}
            Probe {"timeoutSeconds":1,"periodSeconds":10,"successThreshold":1,"failureThreshold":3}
            HTTPGetAction {"path":"/","scheme":"HTTP"}
            GRPCAction {"service":""}
            ObjectFieldSelector {"apiVersion":"v1"}
            ResourceFieldSelector {"divisor":"0"}
            SecretVolumeSource {"defaultMode":420}
            ConfigMapVolumeSource {"defaultMode":420}
            DownwardAPIVolumeSource {"defaultMode":420}
            ProjectedVolumeSource {"defaultMode":420}
            ServiceAccountTokenProjection {"expirationSeconds":3600}
            HostPathVolumeSource {"type":""}
            Pod {"status":{}}
            ServiceSpec {"type":"ClusterIP","sessionAffinity":"None"}
            ServicePort {"protocol":"TCP"}
            EndpointPort {"protocol":"TCP"}
            Service {"status":{"loadBalancer":{}}}
            Secret {"type":"Opaque"}
            PersistentVolume {"status":{}}
            PersistentVolumeSpec {"persistentVolumeReclaimPolicy":"Retain","volumeMode":"Filesystem"}
            PersistentVolumeStatus {"phase":"Pending"}
            PersistentVolumeClaim {"status":{}}
            PersistentVolumeClaimSpec {"volumeMode":"Filesystem","resources":{}}
            PersistentVolumeClaimStatus {"phase":"Pending"}
            Namespace {"spec":{"finalizers":["kubernetes"]},"status":{}}
            Node {"spec":{},"status":{}}
            NamespaceStatus {"phase":"Active"}
            DeploymentSpec {"replicas":1,"strategy":{},"revisionHistoryLimit":10,"progressDeadlineSeconds":600}
            DeploymentStrategy {"type":"RollingUpdate"}
            RollingUpdateDeployment {"maxUnavailable":"25%","maxSurge":"25%"}
            ReplicaSetSpec {"replicas":1}
            ReplicationControllerSpec {"replicas":1}
            StatefulSetSpec {"replicas":1,"podManagementPolicy":"OrderedReady","revisionHistoryLimit":10,
                "updateStrategy":{"type":"RollingUpdate","rollingUpdate":{}},
                "persistentVolumeClaimRetentionPolicy":{}}
            StatefulSetPersistentVolumeClaimRetentionPolicy {"whenDeleted":"Retain","whenScaled":"Retain"}
            StatefulSetUpdateStrategy {"type":"RollingUpdate"}
            RollingUpdateStatefulSetStrategy {"partition":0}
            DaemonSetSpec {"updateStrategy":{},"revisionHistoryLimit":10}
            DaemonSetUpdateStrategy {"type":"RollingUpdate"}
            RollingUpdateDaemonSet {"maxUnavailable":1,"maxSurge":0}
            JobSpec {"completionMode":"NonIndexed","suspend":false,"manualSelector":false}
            CronJobSpec {"concurrencyPolicy":"Allow","suspend":false,"successfulJobsHistoryLimit":3,
                "failedJobsHistoryLimit":1}
            PodFailurePolicyOnPodConditionsPattern {"status":"True"}
            HorizontalPodAutoscalerSpec {"minReplicas":1}
            NetworkPolicyPort {"protocol":"TCP"}
            StorageClass {"reclaimPolicy":"Delete","volumeBindingMode":"Immediate"}
            RoleRef {"apiGroup":"rbac.authorization.k8s.io"}
            PriorityClass {"preemptionPolicy":"PreemptLowerPriority"}
            CustomResourceDefinitionSpec {"conversion":{"strategy":"None"}}
            ServiceReference {"port":443}
            MutatingWebhook {"failurePolicy":"Fail","matchPolicy":"Equivalent","timeoutSeconds":10,
                "reinvocationPolicy":"Never","namespaceSelector":{},"objectSelector":{}}
            ValidatingWebhook {"failurePolicy":"Fail","matchPolicy":"Equivalent","timeoutSeconds":10,
                "namespaceSelector":{},"objectSelector":{}}
            RuleWithOperations {"scope":"*"}
            """);

    private Defaults() {}

    /** Fills in the object and everything in it, in place. */
    static void apply(Struct type, ObjectNode object) {
        CONSTANTS.getOrDefault(type.name(), Map.of()).forEach((field, value) -> {
            if (isUnset(type, object.get(field))) {
                object.set(field, value.deepCopy());
            }
        });
        ComputedDefaults.apply(type.name(), object);
        for (var field : object.properties()) {
            descend(type.fields().getOrDefault(field.getKey(), FieldType.Scalar.ANY), field.getValue());
        }
    }

    private static void descend(FieldType type, JsonNode value) {
        switch (type) {
            case Struct struct when value instanceof ObjectNode object -> apply(struct, object);
            case ListOf(var element)
            when value instanceof ArrayNode list -> {
                if (!(element instanceof FieldType.Scalar)) {
                    list.forEach(item -> descend(element, item));
                }
            }
            case MapOf(var element)
            when value instanceof ObjectNode map -> {
                if (!(element instanceof FieldType.Scalar)) {
                    map.forEach(item -> descend(element, item));
                }
            }
            case Struct _, ListOf _, MapOf _, FieldType.Scalar _ -> {}
        }
    }

    /** Go can't tell an empty string, or the plain numbers of a Probe, from absent ones. */
    private static boolean isUnset(Struct type, @Nullable JsonNode value) {
        var emptyText = value != null && value.isTextual() && value.textValue().isEmpty();
        var zero = value != null && type.name().equals("Probe") && value.isInt() && value.intValue() == 0;
        return value == null || emptyText || zero;
    }

    private static Map<String, Map<String, JsonNode>> read(String table) {
        var constants = new HashMap<String, Map<String, JsonNode>>();
        var json = JsonMapper.builder().build();
        table.replaceAll("\n\\s+", " ").lines().forEach(line -> {
            var space = line.indexOf(' ');
            try {
                var fields = new LinkedHashMap<String, JsonNode>();
                json.readTree(line.substring(space))
                        .properties()
                        .forEach(field -> fields.put(field.getKey(), field.getValue()));
                constants.put(line.substring(0, space), fields);
            } catch (IOException e) {
                throw new UncheckedIOException("The table of defaults has a bad line: " + line, e);
            }
        });
        return Map.copyOf(constants);
    }
}
