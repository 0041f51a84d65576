package dev.trainyard.operator.plan;

import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Labels;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.util.List;
import java.util.Objects;

/** The pod of a replica, made from its role's template. */
final class NewPod {
    /** What the operator says of a pod: a template that was copied from one must not say it too. */
    private static final List<String> OURS = List.of(Names.ATTEMPT, Names.ROUND, Names.TRAINER);

    static Pod of(TrainingJob job, Replica replica, Addresses addresses) {
        var role = replica.role();
        var template = role.template();
        var environment = environment(job, replica, addresses);
        return new PodBuilder()
                .withMetadata(metadata(job, replica))
                .withSpec(named(new PodSpecBuilder(template.getSpec()), job, replica)
                        .withRestartPolicy(
                                job.restartsTogether()
                                        ? "Never"
                                        : role.restartPolicy().ofPod())
                        .withContainers(template.getSpec().getContainers().stream()
                                .map(container -> container.getName().equals(role.container())
                                        ? trainer(container, environment, TrainerPorts.of(job, replica, addresses))
                                        : job.framework().tellsSidecars() ? told(container, environment) : container)
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

    private static Container trainer(Container container, List<EnvVar> environment, List<ContainerPort> ports) {
        return new ContainerBuilder(told(container, environment))
                .withPorts(ports)
                .build();
    }

    /**
     * Last, as in v1: of two variables of one name the container gets the last, and the template's own may refer to
     * those before them.
     */
    private static Container told(Container container, List<EnvVar> environment) {
        return new ContainerBuilder(container).addAllToEnv(environment).build();
    }

    private static List<EnvVar> environment(TrainingJob job, Replica replica, Addresses addresses) {
        return job.particulars().environment().of(job, replica, addresses).entrySet().stream()
                .map(variable -> new EnvVarBuilder()
                        .withName(variable.getKey())
                        .withValue(variable.getValue())
                        .build())
                .toList();
    }

    private static ObjectMeta metadata(TrainingJob job, Replica replica) {
        var template = Objects.requireNonNullElseGet(replica.role().template().getMetadata(), ObjectMeta::new);
        var metadata = new ObjectMetaBuilder()
                .withName(replica.podName(job))
                .withNamespace(job.namespace())
                .withLabels(template.getLabels())
                .withAnnotations(template.getAnnotations())
                .withFinalizers(template.getFinalizers())
                .addToLabels(job.selector())
                .addToLabels(Labels.REPLICA_TYPE, replica.role().key())
                .addToLabels(Labels.REPLICA_INDEX, Integer.toString(replica.index()))
                .withOwnerReferences(job.ownerReference());
        OURS.forEach(metadata::removeFromAnnotations);
        metadata.removeFromLabels(Names.INJECTED);
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
