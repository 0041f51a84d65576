package dev.trainyard.operator.plan;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import java.util.List;
import java.util.stream.Stream;

/**
 * The ports of a replica's trainer: those of its template as they are, and the framework's after them where the
 * template does not name it. Only a port that the operator hands out changes the framework's entry.
 */
final class TrainerPorts {
    static List<ContainerPort> of(TrainingJob job, Replica replica, Addresses addresses) {
        var role = replica.role();
        var own = role.template().getSpec().getContainers().stream()
                .filter((Container container) -> role.container().equals(container.getName()))
                .flatMap(container -> container.getPorts().stream())
                .map(port -> isFrameworks(job, port) ? bound(port, replica, addresses) : port)
                .toList();
        return own.stream().anyMatch(port -> isFrameworks(job, port))
                ? own
                : Stream.concat(own.stream(), Stream.of(added(job, replica, addresses)))
                        .toList();
    }

    static boolean isFrameworks(TrainingJob job, ContainerPort port) {
        return job.framework().portName().equals(port.getName());
    }

    private static ContainerPort added(TrainingJob job, Replica replica, Addresses addresses) {
        return new ContainerPortBuilder()
                .withName(job.framework().portName())
                .withContainerPort(addresses.port(replica))
                .build();
    }

    /** Ports are handed out where all pods share one network: there a host port is the same, or two pods take one. */
    private static ContainerPort bound(ContainerPort port, Replica replica, Addresses addresses) {
        return addresses
                .handedOut(replica)
                .map(number -> new ContainerPortBuilder(port)
                        .withContainerPort(number)
                        .withHostPort(port.getHostPort() == null ? null : number)
                        .build())
                .orElse(port);
    }

    private TrainerPorts() {}
}
