package dev.trainyard.cluster.node.environment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a pod may learn about itself.
 *
 * @param pod the pod
 * @param allocatable the node's resources, which stand for limits that a container does not set
 * @param address the pod's, and so the host's
 */
public record DownwardApi(Pod pod, Map<String, Quantity> allocatable, String address) {
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['([^']+)'\\]");

    /**
     * The value of a field path such as {@code metadata.name}, {@code metadata.labels['app']} or {@code status.podIP}.
     */
    public String field(String path) throws MissingReference {
        var metadata = pod.getMetadata();
        var subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            var values = subscript.group(1).equals("labels") ? metadata.getLabels() : metadata.getAnnotations();
            return values == null ? "" : values.getOrDefault(subscript.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> metadata.getName();
            case "metadata.namespace" -> metadata.getNamespace();
            case "metadata.uid" -> metadata.getUid();
            case "metadata.labels" -> lines(metadata.getLabels());
            case "metadata.annotations" -> lines(metadata.getAnnotations());
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" ->
                Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default");
            case "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs" -> address;
            default -> throw new MissingReference("the field path \"" + path + "\" is none of the downward API");
        };
    }

    /** A resource of a container, divided and rounded up; a limit that is not set is what the node has. */
    public String resource(Container container, ResourceFieldSelector selector) throws MissingReference {
        var parts = selector.getResource().split("\\.", 2);
        if (parts.length != 2 || !(parts[0].equals("limits") || parts[0].equals("requests"))) {
            throw new MissingReference(
                    "the resource \"" + selector.getResource() + "\" is neither limits.… nor requests.…");
        }
        var resources = container.getResources();
        var values =
                resources == null ? null : parts[0].equals("limits") ? resources.getLimits() : resources.getRequests();
        var set = values == null ? null : values.get(parts[1]);
        var fallback = parts[0].equals("limits") ? allocatable.get(parts[1]) : null;
        var amount = set != null
                ? set.getNumericalAmount()
                : fallback != null ? fallback.getNumericalAmount() : BigDecimal.ZERO;
        var divisor = selector.getDivisor() == null
                ? BigDecimal.ONE
                : selector.getDivisor().getNumericalAmount();
        if (divisor.signum() == 0) {
            divisor = BigDecimal.ONE; // The API server writes "0" where none was given.
        }
        return amount.divide(divisor, 0, RoundingMode.CEILING).toPlainString();
    }

    /** As a kubelet writes them: {@code key="value"}, a line each, sorted. */
    private static String lines(Map<String, String> values) {
        return values == null
                ? ""
                : new TreeMap<>(values)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
                                .collect(Collectors.joining("\n"));
    }

    private static String quoted(String value) {
        return '"'
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\t", "\\t")
                        .replace("\r", "\\r")
                + '"';
    }
}
