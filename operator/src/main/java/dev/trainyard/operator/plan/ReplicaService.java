package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * The headless Service of one replica, for jobs whose manifests or scripts write v1's names out: it has the name of the
 * replica's pod, v1's labels, and the named ports of the trainer. The pod is found before it is ready, as in
 * {@link PodsService}.
 */
final class ReplicaService {
    static Service of(TrainingJob job, Replica replica, Addresses addresses) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(replica.podName(job))
                .withNamespace(job.namespace())
                .withLabels(job.selector())
                .addToLabels(Labels.REPLICA_TYPE, replica.role().key())
                .addToLabels(Labels.REPLICA_INDEX, Integer.toString(replica.index()))
                .withOwnerReferences(job.ownerReference())
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(job.selector())
                .addToSelector(Labels.REPLICA_TYPE, replica.role().key())
                .addToSelector(Labels.REPLICA_INDEX, Integer.toString(replica.index()))
                .withPorts(ports(job, replica, addresses))
                .endSpec()
                .build();
    }

    /** A value that means nothing would be seen only when a name is not found. */
    static List<JobEvent> warnings(TrainingJob job) {
        var value = job.annotations().get(Names.SERVICES);
        return value == null || job.hasServicePerReplica()
                ? List.of()
                : List.of(JobEvent.warning(
                        "UnknownServices",
                        "metadata.annotations[%s] is \"%s\" and has no effect: write \"%s\" for one Service a replica, or remove it for one a job"
                                .formatted(Names.SERVICES, value, Names.PER_REPLICA)));
    }

    /** The framework's first. A Service cannot have one number and protocol under two names. */
    private static List<ServicePort> ports(TrainingJob job, Replica replica, Addresses addresses) {
        var ports = new LinkedHashMap<String, ServicePort>();
        TrainerPorts.of(job, replica, addresses).stream()
                .filter(port -> port.getName() != null)
                .sorted(Comparator.comparing((ContainerPort port) -> !TrainerPorts.isFrameworks(job, port)))
                .forEach(port -> ports.putIfAbsent(key(port), port(port)));
        return List.copyOf(ports.values());
    }

    private static String key(ContainerPort port) {
        return port.getContainerPort() + "/" + Objects.requireNonNullElse(port.getProtocol(), "TCP");
    }

    private static ServicePort port(ContainerPort port) {
        return new ServicePortBuilder()
                .withName(port.getName())
                .withPort(port.getContainerPort())
                .withProtocol(port.getProtocol())
                .build();
    }

    private ReplicaService() {}
}
