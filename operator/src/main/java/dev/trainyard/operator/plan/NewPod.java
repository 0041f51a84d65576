package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.Objects;

/** The pod of a replica, made from its role's template. */
final class NewPod {
    static Pod of(TrainingJob job, Replica replica, Addresses addresses) {
        var role = replica.role();
        var template = role.template();
        return new PodBuilder()
                .withMetadata(metadata(job, replica))
                .withSpec(named(new PodSpecBuilder(template.getSpec()), job, replica)
                        .withRestartPolicy(
                                job.restartsTogether()
                                        ? "Never"
                                        : role.restartPolicy().ofPod())
                        .withContainers(template.getSpec().getContainers().stream()
                                .map(container -> container.getName().equals(role.container())
                                        ? trainer(new ContainerBuilder(container), job, replica, addresses)
                                        : container)
                                .toList())
                        .build())
                .build();
    }

    /** A pod with a Service of its own needs no name beside it. */
    private static PodSpecBuilder named(PodSpecBuilder spec, TrainingJob job, Replica replica) {
        return job.hasServicePerReplica()
                ? spec
                : spec.withHostname(replica.podName(job)).withSubdomain(job.serviceName());
    }

    private static io.fabric8.kubernetes.api.model.Container trainer(
            ContainerBuilder container, TrainingJob job, Replica replica, Addresses addresses) {
        var framework = job.framework();
        job.particulars()
                .environment()
                .of(job, replica, addresses)
                .forEach((name, value) -> container
                        .removeMatchingFromEnv(env -> name.equals(env.getName()))
                        .addNewEnv()
                        .withName(name)
                        .withValue(value)
                        .endEnv());
        return container
                .removeMatchingFromPorts(port -> framework.portName().equals(port.getName()))
                .addNewPort()
                .withName(framework.portName())
                .withContainerPort(addresses.port(replica))
                .endPort()
                .build();
    }

    private static ObjectMeta metadata(TrainingJob job, Replica replica) {
        var template = Objects.requireNonNullElseGet(replica.role().template().getMetadata(), ObjectMeta::new);
        var metadata = new ObjectMetaBuilder()
                .withName(replica.podName(job))
                .withNamespace(job.namespace())
                .withLabels(template.getLabels())
                .withAnnotations(template.getAnnotations())
                .addToLabels(job.selector())
                .addToLabels(Labels.REPLICA_TYPE, replica.role().key())
                .addToLabels(Labels.REPLICA_INDEX, Integer.toString(replica.index()))
                .addToAnnotations(Names.CONTAINER, replica.role().container())
                .withOwnerReferences(job.ownerReference());
        if (job.round() > 0) {
            metadata.addToAnnotations(Names.ROUND, Integer.toString(job.round()));
        }
        if (job.isChief(replica)) {
            metadata.addToLabels(Labels.JOB_ROLE, "master");
        }
        return metadata.build();
    }

    private NewPod() {}
}
