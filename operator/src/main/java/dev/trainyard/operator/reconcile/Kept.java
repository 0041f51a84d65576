package dev.trainyard.operator.reconcile;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.KubeflowJob;
import dev.trainyard.api.kubeflow.ReplicaSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;

/**
 * What is kept in memory of an object: a cluster has thousands of finished jobs and their pods, and a pod's spec is
 * most of each. The object is the caller's own and is changed in place.
 */
final class Kept {
    private static final String APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /**
     * A pod is read as a ReplicaPod: of its spec that takes the node, and the containers' names and restart policies.
     */
    static Pod of(Pod pod) {
        forget(pod.getMetadata());
        pod.setSpec(of(pod.getSpec()));
        return pod;
    }

    /** A job needs its templates to make pods of, and makes none once it has finished. */
    static <J extends CustomResource<?, JobStatus>> J of(J job, boolean finished) {
        forget(job.getMetadata());
        if (finished && job instanceof KubeflowJob training) {
            training.replicaSpecs().values().stream()
                    .map(Optional::ofNullable)
                    .flatMap(Optional::stream)
                    .map(ReplicaSpec::template)
                    .flatMap(Optional::stream)
                    .forEach(Kept::shorten);
        }
        return job;
    }

    private static void shorten(PodTemplateSpec template) {
        if (template.getSpec() != null) {
            template.setSpec(of(template.getSpec()));
        }
    }

    private static PodSpec of(PodSpec spec) {
        var kept = new PodSpec();
        kept.setNodeName(spec.getNodeName());
        kept.setRestartPolicy(spec.getRestartPolicy());
        kept.setContainers(of(spec.getContainers()));
        kept.setInitContainers(of(spec.getInitContainers()));
        return kept;
    }

    private static List<Container> of(List<Container> containers) {
        return containers.stream()
                .map(container -> new ContainerBuilder()
                        .withName(container.getName())
                        .withImage(container.getImage())
                        .withRestartPolicy(container.getRestartPolicy())
                        .build())
                .toList();
    }

    private static void forget(ObjectMeta metadata) {
        if (metadata.getAnnotations() != null) {
            metadata.getAnnotations().remove(APPLIED);
        }
    }

    private Kept() {}
}
