package dev.trainyard.cluster.selector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.schema.GroupVersionKind;
import java.util.Map;
import java.util.function.Function;

/** The fields that field selectors can name, by kind, and how each is read from an object as text. */
final class SelectableFields {
    private static final Map<String, Function<JsonNode, String>> METADATA =
            Map.of("metadata.name", path("metadata/name"), "metadata.namespace", path("metadata/namespace"));

    private static final Map<String, Function<JsonNode, String>> POD = Map.of(
            "spec.nodeName", path("spec/nodeName"),
            "spec.host", path("spec/nodeName"),
            "spec.restartPolicy", path("spec/restartPolicy"),
            "spec.schedulerName", path("spec/schedulerName"),
            "spec.serviceAccountName", path("spec/serviceAccountName"),
            "spec.hostNetwork", flag("spec/hostNetwork"),
            "status.phase", path("status/phase"),
            "status.podIP", path("status/podIP"),
            "status.podIPs", path("status/podIPs/0/ip"),
            "status.nominatedNodeName", path("status/nominatedNodeName"));

    private static final Map<String, Function<JsonNode, String>> EVENT = Map.ofEntries(
            Map.entry("involvedObject.kind", path("involvedObject/kind")),
            Map.entry("involvedObject.namespace", path("involvedObject/namespace")),
            Map.entry("involvedObject.name", path("involvedObject/name")),
            Map.entry("involvedObject.uid", path("involvedObject/uid")),
            Map.entry("involvedObject.apiVersion", path("involvedObject/apiVersion")),
            Map.entry("involvedObject.resourceVersion", path("involvedObject/resourceVersion")),
            Map.entry("involvedObject.fieldPath", path("involvedObject/fieldPath")),
            Map.entry("reason", path("reason")),
            Map.entry("reportingComponent", path("reportingComponent")),
            Map.entry("source", SelectableFields::eventSource),
            Map.entry("type", path("type")));

    private static final Map<String, Function<JsonNode, String>> NEW_EVENT = Map.of(
            "regarding.kind", path("regarding/kind"),
            "regarding.namespace", path("regarding/namespace"),
            "regarding.name", path("regarding/name"),
            "regarding.uid", path("regarding/uid"),
            "regarding.apiVersion", path("regarding/apiVersion"),
            "regarding.resourceVersion", path("regarding/resourceVersion"),
            "regarding.fieldPath", path("regarding/fieldPath"),
            "reason", path("reason"),
            "reportingController", path("reportingController"),
            "type", path("type"));

    private SelectableFields() {}

    /** The fields of the kind beyond {@code metadata.name} and {@code metadata.namespace}, which all have. */
    static Map<String, Function<JsonNode, String>> of(GroupVersionKind kind) {
        return switch (kind.group() + "/" + kind.kind()) {
            case "/Pod" -> POD;
            case "/Event" -> EVENT;
            case "events.k8s.io/Event" -> NEW_EVENT;
            case "/Node" -> Map.of("spec.unschedulable", flag("spec/unschedulable"));
            case "/Namespace" -> Map.of("status.phase", path("status/phase"));
            case "/Secret" -> Map.of("type", path("type"));
            case "/Service" -> Map.of("spec.clusterIP", path("spec/clusterIP"), "spec.type", path("spec/type"));
            case "/ReplicationController" -> Map.of("status.replicas", count("status/replicas"));
            case "batch/Job" -> Map.of("status.successful", count("status/succeeded"));
            case "certificates.k8s.io/CertificateSigningRequest" -> Map.of("spec.signerName", path("spec/signerName"));
            default -> Map.of();
        };
    }

    static Map<String, Function<JsonNode, String>> metadata() {
        return METADATA;
    }

    /** Reads the field at a dotted path, as a CRD's {@code selectableFields} names them: {@code .spec.color}. */
    static Function<JsonNode, String> dotted(String path) {
        return path(path.replaceFirst("^\\.", "").replace('.', '/'));
    }

    private static Function<JsonNode, String> path(String pointer) {
        return read(pointer, "");
    }

    private static Function<JsonNode, String> flag(String pointer) {
        return read(pointer, "false");
    }

    private static Function<JsonNode, String> count(String pointer) {
        return read(pointer, "0");
    }

    private static Function<JsonNode, String> read(String pointer, String absent) {
        var compiled = JsonPointer.compile("/" + pointer);
        return object -> object.at(compiled).asText(absent);
    }

    private static String eventSource(JsonNode event) {
        var component = event.path("source").path("component").asText();
        return component.isEmpty() ? event.path("reportingComponent").asText() : component;
    }
}
