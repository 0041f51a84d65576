package dev.trainyard.operator;

import dev.trainyard.operator.plan.GangScheduler;
import dev.trainyard.operator.reconcile.PortRange;
import java.util.Optional;

/**
 * How the operator runs.
 *
 * @param namespace the only namespace whose jobs it runs; all where empty
 * @param replicaPorts the ports it hands out to replicas, for clusters whose pods share one network; where empty, every
 *     replica binds its role's port, 2222 for TensorFlow and 23456 for PyTorch
 * @param uploaderImage the uploader's image where an ArtifactStore names none
 * @param clusterDomain what follows {@code .svc} in the host names that replicas get; empty for nothing, as v1 has it
 * @param gangScheduler what starts the pods of a job together; where empty, they start one by one
 * @param parallelism how many jobs are worked on at a time
 */
public record OperatorConfig(
        Optional<String> namespace,
        Optional<PortRange> replicaPorts,
        String uploaderImage,
        String clusterDomain,
        Optional<GangScheduler> gangScheduler,
        int parallelism) {

    /** What suits a cluster whose pods have a network each. */
    public static final OperatorConfig DEFAULT = new OperatorConfig(
            Optional.empty(), Optional.empty(), "trainyard/uploader:0.1.0", "", Optional.empty(), 16);

    public OperatorConfig withNamespace(String only) {
        return new OperatorConfig(
                Optional.of(only), replicaPorts, uploaderImage, clusterDomain, gangScheduler, parallelism);
    }

    public OperatorConfig withReplicaPorts(PortRange range) {
        return new OperatorConfig(
                namespace, Optional.of(range), uploaderImage, clusterDomain, gangScheduler, parallelism);
    }

    public OperatorConfig withUploaderImage(String image) {
        return new OperatorConfig(namespace, replicaPorts, image, clusterDomain, gangScheduler, parallelism);
    }

    public OperatorConfig withClusterDomain(String domain) {
        return new OperatorConfig(namespace, replicaPorts, uploaderImage, domain, gangScheduler, parallelism);
    }

    public OperatorConfig withGangScheduler(Optional<GangScheduler> scheduler) {
        return new OperatorConfig(namespace, replicaPorts, uploaderImage, clusterDomain, scheduler, parallelism);
    }
}
