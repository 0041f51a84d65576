package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Defaults that depend on other fields; some are set by the real server's admission plug-ins, named where they are. */
final class ComputedDefaults {
    /** How long a pod stays bound to a node that is not ready or can't be reached. */
    private static final int TOLERATION_SECONDS = 300;

    private ComputedDefaults() {}

    static void apply(String type, ObjectNode object) {
        switch (type) {
            case "Pod" -> pod(object);
            case "PodSpec" -> podSpec(object);
            case "Container", "EphemeralContainer" -> container(object);
            case "Volume" -> volume(object);
            case "ServiceSpec" -> service(object);
            case "ServicePort" -> servicePort(object);
            case "Secret" -> secret(object);
            case "Namespace" -> namespace(object);
            case "NodeStatus" -> nodeStatus(object);
            case "DeploymentStrategy", "DaemonSetUpdateStrategy" -> rollingUpdate(object);
            case "Job" -> job(object);
            case "JobSpec" -> jobSpec(object);
            case "HorizontalPodAutoscalerSpec" -> autoscaler(object);
            case "NetworkPolicySpec" -> networkPolicy(object);
            case "Subject" -> subject(object);
            case "ReplicaSet", "ReplicationController", "Deployment", "StatefulSet", "DaemonSet", "CronJob" ->
                object.withObjectProperty("status");
            case "CustomResourceDefinition" -> customResourceDefinition(object);
            default -> {}
        }
    }

    private static void pod(ObjectNode pod) {
        if (!(pod.get("spec") instanceof ObjectNode spec)) {
            return;
        }
        putIfAbsent(spec, "enableServiceLinks", true);
        for (var container : containers(spec).toList()) {
            if (container.at("/resources/limits") instanceof ObjectNode limits) {
                var requests = container.withObjectProperty("resources").withObjectProperty("requests");
                limits.properties().forEach(limit -> requests.putIfAbsent(limit.getKey(), limit.getValue()));
            }
            if (spec.path("hostNetwork").asBoolean()) {
                for (var port : container.path("ports")) {
                    if (port instanceof ObjectNode fields
                            && port.path("hostPort").asInt() == 0) {
                        fields.set("hostPort", port.path("containerPort"));
                    }
                }
            }
        }
        // Admission: ServiceAccount, Priority and DefaultTolerationSeconds.
        if (spec.path("serviceAccountName").asText().isEmpty()) {
            spec.put("serviceAccountName", "default");
        }
        putIfAbsent(spec, "priority", 0);
        putIfAbsent(spec, "preemptionPolicy", "PreemptLowerPriority");
        for (var condition : List.of("not-ready", "unreachable")) {
            tolerate(spec.withArrayProperty("tolerations"), "node.kubernetes.io/" + condition);
        }
        var status = pod.withObjectProperty("status");
        putIfAbsent(status, "phase", "Pending");
        putIfAbsent(status, "qosClass", QualityOfService.of(spec).toString());
    }

    private static void tolerate(ArrayNode tolerations, String taint) {
        for (var toleration : tolerations) {
            var key = toleration.path("key").asText();
            var effect = toleration.path("effect").asText();
            if ((key.equals(taint) || key.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty())) {
                return;
            }
        }
        tolerations
                .addObject()
                .put("key", taint)
                .put("operator", "Exists")
                .put("effect", "NoExecute")
                .put("tolerationSeconds", TOLERATION_SECONDS);
    }

    private static void podSpec(ObjectNode spec) {
        // The old name of the field is kept equal to the new one, as conversion does.
        var account = spec.path("serviceAccountName")
                .asText(spec.path("serviceAccount").asText());
        if (!account.isEmpty()) {
            spec.put("serviceAccountName", account).put("serviceAccount", account);
        }
    }

    private static void container(ObjectNode container) {
        if (container.path("imagePullPolicy").asText().isEmpty()) {
            container.put("imagePullPolicy", isLatest(container.path("image").asText()) ? "Always" : "IfNotPresent");
        }
    }

    /** An image without tag and digest is the latest one. */
    private static boolean isLatest(String image) {
        if (image.contains("@")) {
            return false;
        }
        var name = image.substring(image.lastIndexOf('/') + 1);
        return !name.contains(":") || name.endsWith(":latest");
    }

    private static void volume(ObjectNode volume) {
        if (volume.size() == (volume.has("name") ? 1 : 0)) {
            volume.putObject("emptyDir");
        }
    }

    private static void service(ObjectNode spec) {
        var type = spec.path("type").asText();
        if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
            putIfAbsent(
                    spec.withObjectProperty("sessionAffinityConfig").withObjectProperty("clientIP"),
                    "timeoutSeconds",
                    10800);
        } else {
            spec.remove("sessionAffinityConfig");
        }
        if (type.equals("ExternalName")) {
            return;
        }
        putIfAbsent(spec, "internalTrafficPolicy", "Cluster");
        putIfAbsent(spec, "ipFamilyPolicy", "SingleStack");
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        if (spec.hasNonNull("clusterIP") && !spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(spec.get("clusterIP"));
        }
        if (type.equals("NodePort") || type.equals("LoadBalancer")) {
            putIfAbsent(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            putIfAbsent(spec, "allocateLoadBalancerNodePorts", true);
        }
    }

    private static void servicePort(ObjectNode port) {
        var target = port.path("targetPort").asText();
        if (target.isEmpty() || target.equals("0")) {
            port.set("targetPort", port.path("port"));
        }
    }

    private static void secret(ObjectNode secret) {
        if (secret.remove("stringData") instanceof ObjectNode plain) {
            var data = secret.withObjectProperty("data");
            plain.properties().forEach(entry -> data.put(entry.getKey(), base64(entry.getValue())));
        }
    }

    private static String base64(JsonNode text) {
        return Base64.getEncoder().encodeToString(text.asText().getBytes(StandardCharsets.UTF_8));
    }

    private static void namespace(ObjectNode namespace) {
        var metadata = namespace.withObjectProperty("metadata");
        if (metadata.hasNonNull("name")) {
            metadata.withObjectProperty("labels").set("kubernetes.io/metadata.name", metadata.get("name"));
        }
    }

    private static void nodeStatus(ObjectNode status) {
        if (!status.has("allocatable") && status.has("capacity")) {
            status.set("allocatable", status.get("capacity").deepCopy());
        }
    }

    private static void rollingUpdate(ObjectNode strategy) {
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            strategy.withObjectProperty("rollingUpdate");
        }
    }

    private static void job(ObjectNode job) {
        job.withObjectProperty("status");
        var labels = job.at("/spec/template/metadata/labels");
        var metadata = job.withObjectProperty("metadata");
        if (labels instanceof ObjectNode template && metadata.path("labels").isEmpty()) {
            metadata.set("labels", template.deepCopy());
        }
    }

    private static void jobSpec(ObjectNode spec) {
        if (!spec.has("parallelism")) {
            putIfAbsent(spec, "completions", 1);
        }
        putIfAbsent(spec, "parallelism", 1);
        putIfAbsent(spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
        putIfAbsent(spec, "podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    }

    private static void autoscaler(ObjectNode spec) {
        if (spec.path("metrics").isEmpty() && !spec.has("targetCPUUtilizationPercentage")) {
            var resource =
                    spec.putArray("metrics").addObject().put("type", "Resource").putObject("resource");
            resource.put("name", "cpu")
                    .putObject("target")
                    .put("type", "Utilization")
                    .put("averageUtilization", 80);
        }
    }

    private static void networkPolicy(ObjectNode spec) {
        if (spec.path("policyTypes").isEmpty()) {
            var types = spec.putArray("policyTypes").add("Ingress");
            if (!spec.path("egress").isEmpty()) {
                types.add("Egress");
            }
        }
    }

    private static void subject(ObjectNode subject) {
        if (Set.of("User", "Group").contains(subject.path("kind").asText())) {
            putIfAbsent(subject, "apiGroup", "rbac.authorization.k8s.io");
        }
    }

    private static void customResourceDefinition(ObjectNode definition) {
        var names = definition.withObjectProperty("spec").withObjectProperty("names");
        var kind = names.path("kind").asText();
        if (!kind.isEmpty()) {
            putIfAbsent(names, "singular", kind.toLowerCase(Locale.ROOT));
            putIfAbsent(names, "listKind", kind + "List");
        }
    }

    /** All containers that start with the pod: init containers first. */
    private static Stream<ObjectNode> containers(ObjectNode spec) {
        return Stream.of("initContainers", "containers")
                .flatMap(field -> StreamSupport.stream(spec.path(field).spliterator(), false))
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast);
    }

    private static void putIfAbsent(ObjectNode object, String field, String value) {
        if (object.path(field).asText().isEmpty()) {
            object.put(field, value);
        }
    }

    private static void putIfAbsent(ObjectNode object, String field, int value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    private static void putIfAbsent(ObjectNode object, String field, boolean value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
