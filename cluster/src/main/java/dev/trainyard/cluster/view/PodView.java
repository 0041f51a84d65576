package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What counts of a pod when it or another is placed, or when its volumes are removed.
 *
 * @param created when, as the server writes it; the text sorts by time
 * @param node the node that it is bound to
 * @param finished whether its phase is Succeeded or Failed: it holds nothing any more
 * @param deleting whether it is on its way out; until it is gone it holds what it holds
 * @param gated whether something has yet to lift a scheduling gate
 * @param requests what it needs, see {@link PodRequests}
 * @param claims the names of the PersistentVolumeClaims that it mounts, those of ephemeral volumes included
 */
public record PodView(
        String namespace,
        String name,
        String uid,
        String created,
        Map<String, String> labels,
        Optional<String> node,
        boolean finished,
        boolean deleting,
        boolean gated,
        String schedulerName,
        int priority,
        Map<String, Long> requests,
        Set<HostPort> hostPorts,
        List<String> claims,
        Map<String, String> nodeSelector,
        Optional<Affinity> affinity,
        List<Toleration> tolerations,
        List<TopologySpreadConstraint> spread) {

    /** A port of the node itself that the pod binds. */
    public record HostPort(String ip, String protocol, int port) {
        private static final String ANY = "0.0.0.0";

        boolean sharesAddress(HostPort other) {
            return ip.equals(other.ip) || ip.equals(ANY) || other.ip.equals(ANY);
        }

        /** Whether the two can't be bound on one node. */
        public boolean conflicts(HostPort other) {
            return port == other.port && protocol.equals(other.protocol) && sharesAddress(other);
        }
    }

    /** Views a pod; of a finished one only what others look at is kept. */
    public static PodView of(Pod pod) {
        var metadata = pod.getMetadata();
        var spec = pod.getSpec();
        var status = pod.getStatus();
        var phase = status == null ? null : status.getPhase();
        var finished = "Succeeded".equals(phase) || "Failed".equals(phase);
        return new PodView(
                metadata.getNamespace(),
                metadata.getName(),
                orEmpty(metadata.getUid()),
                orEmpty(metadata.getCreationTimestamp()),
                orEmpty(metadata.getLabels()),
                Optional.ofNullable(spec.getNodeName()).filter(node -> !node.isEmpty()),
                finished,
                metadata.getDeletionTimestamp() != null,
                !orEmpty(spec.getSchedulingGates()).isEmpty(),
                spec.getSchedulerName() == null ? "default-scheduler" : spec.getSchedulerName(),
                spec.getPriority() == null ? 0 : spec.getPriority(),
                finished ? Map.of() : PodRequests.of(spec),
                finished ? Set.of() : hostPorts(spec),
                claims(metadata.getName(), orEmpty(spec.getVolumes())),
                orEmpty(spec.getNodeSelector()),
                finished ? Optional.empty() : Optional.ofNullable(spec.getAffinity()),
                orEmpty(spec.getTolerations()),
                orEmpty(spec.getTopologySpreadConstraints()));
    }

    public String key() {
        return Watched.key(namespace, name);
    }

    /** The same pod on this node, before the server says so. */
    public PodView on(String chosen) {
        return new PodView(
                namespace,
                name,
                uid,
                created,
                labels,
                Optional.of(chosen),
                finished,
                deleting,
                gated,
                schedulerName,
                priority,
                requests,
                hostPorts,
                claims,
                nodeSelector,
                affinity,
                tolerations,
                spread);
    }

    private static Set<HostPort> hostPorts(PodSpec spec) {
        var sidecars = orEmpty(spec.getInitContainers()).stream().filter(c -> "Always".equals(c.getRestartPolicy()));
        return Stream.concat(spec.getContainers().stream(), sidecars)
                .flatMap(container -> orEmpty(container.getPorts()).stream())
                .filter(port -> port.getHostPort() != null && port.getHostPort() > 0)
                .map(port -> new HostPort(
                        port.getHostIP() == null || port.getHostIP().isEmpty() ? HostPort.ANY : port.getHostIP(),
                        port.getProtocol() == null ? "TCP" : port.getProtocol(),
                        port.getHostPort()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static List<String> claims(String pod, List<Volume> volumes) {
        return volumes.stream()
                .flatMap(volume -> {
                    if (volume.getPersistentVolumeClaim() != null) {
                        return Stream.of(volume.getPersistentVolumeClaim().getClaimName());
                    }
                    return volume.getEphemeral() == null ? Stream.empty() : Stream.of(pod + "-" + volume.getName());
                })
                .toList();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static <E> List<E> orEmpty(@Nullable List<E> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Map.copyOf(map);
    }
}
