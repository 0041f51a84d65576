package dev.trainyard.cluster.controllers;

import java.util.EnumSet;
import java.util.Set;

/**
 * What there is to be kept in order. Each is done by exactly one party in a cluster: here, or by
 * kube-controller-manager.
 */
public enum Duty {
    /** A deleted namespace loses its contents, then itself. */
    NAMESPACES,
    /** An object whose owners are all gone goes too. */
    OWNERS,
    /** A namespace has the ServiceAccount {@code default} and the ConfigMap {@code kube-root-ca.crt}. */
    NAMESPACE_DEFAULTS,
    /** There is a StorageClass {@code trainyard}; a claim of it gets a folder, and the folder goes with the claim. */
    VOLUME_FOLDERS,
    /** Claims and volumes find each other; a released volume says so; claims without a class get the default one. */
    VOLUME_BINDING,
    /** A claim stays while pods use it. */
    CLAIM_PROTECTION,
    /** A node that no longer renews its lease is not Ready; the taints of a node tell the scheduler how it is. */
    NODE_HEALTH,
    /** Pods that are bound to a node that does not exist go. */
    LOST_PODS;

    /** Those that look at the metadata of all objects. */
    static final Set<Duty> ON_EVERYTHING = Set.of(OWNERS, NAMESPACES, NAMESPACE_DEFAULTS);

    /** On the local cluster nobody else does anything. */
    public static final Set<Duty> LOCAL_CLUSTER = Set.copyOf(EnumSet.allOf(Duty.class));

    /** On a real control plane only the folders are ours: kube-controller-manager and kube-apiserver do the rest. */
    public static final Set<Duty> REAL_CONTROL_PLANE = Set.of(VOLUME_FOLDERS);
}
