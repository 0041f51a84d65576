package dev.trainyard.cli.install;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Brings a release to a cluster, by server-side apply, and takes it away. */
public final class Installation {
    private static final String FIELD_MANAGER = "trainyard";
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final String SERVICE_MONITORS = "servicemonitors.monitoring.coreos.com";

    private final KubernetesClient client;
    private final boolean dryRun;

    /** @param dryRun whether the server only says what it would do */
    public Installation(KubernetesClient client, boolean dryRun) {
        this.client = client;
        this.dryRun = dryRun;
    }

    /** Whether the cluster has Deployments: the local one has not. */
    public boolean isPossible() {
        return answers("/apis/apps/v1");
    }

    /** The release with a ServiceMonitor where something in the cluster reads it. */
    public Release fitted(Release release) {
        return release.with(
                "serviceMonitor",
                answers("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + SERVICE_MONITORS));
    }

    /** Applies all of it, and says of each object what has changed. */
    public void apply(Release release, BiConsumer<GenericKubernetesResource, Change> told) {
        var namespace = release.namespaceObject();
        // One that others made may hold pods that our label would forbid.
        told.accept(namespace, find(namespace).isPresent() ? Change.UNCHANGED : apply(namespace));
        Stream.concat(release.definitions().stream(), release.operator().stream())
                .forEach(object -> told.accept(object, apply(object)));
    }

    /**
     * Takes away what an earlier installation has brought and this one does not: a webhook that nobody serves any more
     * would have pods refused.
     *
     * @param told hears of each object that was there
     */
    public void removeSuperseded(Release release, Consumer<GenericKubernetesResource> told) {
        release.superseded().reversed().forEach(object -> remove(object, told));
    }

    private Change apply(GenericKubernetesResource object) {
        var before = find(object);
        try {
            var resource = client.resource(object);
            var after = (dryRun ? resource.dryRun() : resource)
                    .fieldManager(FIELD_MANAGER)
                    .forceConflicts()
                    .serverSideApply();
            return Change.between(before.map(Installation::tree), tree(after));
        } catch (KubernetesClientException failed) {
            // A dry run has made no namespace for it.
            if (dryRun && failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return Change.CREATED;
            }
            throw failed;
        }
    }

    /**
     * Waits until all replicas are ready.
     *
     * @param told hears what is waited for, when that changes
     * @throws Failure with why they are not
     */
    public void awaitReady(Release release, Duration patience, Consumer<String> told) throws InterruptedException {
        var deadline = Instant.now().plus(patience);
        var said = "";
        while (true) {
            switch (readiness(release)) {
                case Readiness.Ready _ -> {
                    return;
                }
                case Readiness.Stuck(var why) -> throw notReady(release, why);
                case Readiness.Waiting(var why) -> {
                    if (Instant.now().isAfter(deadline)) {
                        throw notReady(release, "after " + patience.toSeconds() + " s, " + why);
                    }
                    if (!why.equals(said)) {
                        told.accept(why);
                        said = why;
                    }
                    Thread.sleep(LOOK);
                }
            }
        }
    }

    private Readiness readiness(Release release) {
        var deployment = client.apps()
                .deployments()
                .inNamespace(release.namespace())
                .withName(Release.NAME)
                .require();
        var pods = client.pods()
                .inNamespace(release.namespace())
                .withLabels(Map.of("app.kubernetes.io/name", Release.NAME))
                .list()
                .getItems();
        return Readiness.of(deployment, pods);
    }

    private static Failure notReady(Release release, String why) {
        return new Failure("The operator is installed and not ready: %s. See: kubectl -n %s describe pods"
                .formatted(why, release.namespace()));
    }

    /**
     * Takes the operator away, and nothing that jobs and their users have.
     *
     * @param told hears of each object that was there
     */
    public void remove(Release release, Consumer<GenericKubernetesResource> told) {
        release.operator().reversed().forEach(object -> remove(object, told));
    }

    /** Takes the CRDs away, and with them all jobs. */
    public void removeDefinitions(Release release, Consumer<GenericKubernetesResource> told) {
        release.definitions().forEach(object -> remove(object, told));
    }

    private void remove(GenericKubernetesResource object, Consumer<GenericKubernetesResource> told) {
        if (find(object).isPresent()) {
            var resource = client.resource(object);
            (dryRun ? resource.dryRun() : resource).delete();
            told.accept(object);
        }
    }

    private Optional<GenericKubernetesResource> find(GenericKubernetesResource object) {
        return Optional.ofNullable(client.resource(object).get());
    }

    private boolean answers(String path) {
        try {
            return client.raw(path) != null;
        } catch (KubernetesClientException failed) {
            if (failed.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw failed;
        }
    }

    private static JsonNode tree(GenericKubernetesResource object) {
        return Serialization.mapper().valueToTree(object);
    }
}
