package dev.trainyard.cluster.store;

/**
 * The bytes to write, as a function of the revision that the write is given: a Kubernetes object carries its own
 * revision. It is called once, on the store's writer thread, so it does no more than put the number into bytes made
 * before.
 */
@FunctionalInterface
public interface Content {
    byte[] at(long revision);
}
