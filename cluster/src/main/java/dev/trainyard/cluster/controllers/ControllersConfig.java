package dev.trainyard.cluster.controllers;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What the controllers do, and where.
 *
 * @param duties see {@link Duty#LOCAL_CLUSTER} and {@link Duty#REAL_CONTROL_PLANE}
 * @param volumes the folder for volumes, {@code <volumes>/<namespace>/<claim>}
 * @param node where set, only pods of this node can have these volumes; needed where nodes are on several machines
 */
public record ControllersConfig(Set<Duty> duties, Path volumes, Optional<String> node) {
    public ControllersConfig {
        duties = Set.copyOf(duties);
    }

    /** All duties, with the places that {@code docs/formats/local-cluster.md} gives. */
    public static ControllersConfig localCluster(Path home) {
        return new ControllersConfig(Duty.LOCAL_CLUSTER, home.resolve("volumes"), Optional.empty());
    }

    /** What kube-controller-manager leaves to others: volumes on this machine, which has this node. */
    public static ControllersConfig realControlPlane(Path home, String node) {
        return new ControllersConfig(Duty.REAL_CONTROL_PLANE, home.resolve("volumes"), Optional.of(node));
    }
}
