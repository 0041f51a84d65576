package dev.trainyard.cluster.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** How every part of the cluster watches. */
public final class Informers {
    /** The server ends a page earlier where its objects are large; without a limit it sends all at once. */
    private static final long PAGE = 500;

    private Informers() {}

    /**
     * An informer, not started yet, that asks again whatever happens. One with the client's own rules stops for good
     * when a watch breaks in a way that it does not expect (a line that is no JSON, say), and nobody would tell its
     * listeners that they hear nothing any more: pods would wait for ever.
     */
    public static <T extends HasMetadata> SharedIndexInformer<T> untiring(Informable<T> resources) {
        return resources.withLimit(PAGE).runnableInformer(0).exceptionHandler((_, _) -> true);
    }
}
