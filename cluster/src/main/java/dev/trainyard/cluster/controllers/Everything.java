package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.Watched;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Every object of the cluster, by its metadata alone: one watch for each kind that discovery tells of, those of
 * CustomResourceDefinitions included as they come and go. The server is asked for {@code PartialObjectMetadata}, which
 * keeps specs and contents of Secrets off the wire and out of the memory here.
 */
final class Everything implements Controller {
    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,"
            + "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
    private static final String DISCOVERY = "kinds";

    private final KubernetesClient client;
    private final KubernetesClient metadata;
    private final Watched<CustomResourceDefinition, String> definitions;
    private final WorkQueue<String> discovery = new WorkQueue<>("discovery", key -> discover());
    private final Map<ResourceKind, Watched<GenericKubernetesResource, Owned>> watches = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** Told of each change of any object. */
    interface Listener {
        void changed(Optional<Owned> before, Optional<Owned> after);

        /** Says that there are new kinds, or kinds have gone, and that the first lists of all have been read. */
        void kindsChanged();
    }

    Everything(KubernetesClient client) {
        this.client = client;
        this.metadata = metadataOnly(client);
        this.definitions = new Watched<>(
                metadata.resources(CustomResourceDefinition.class),
                CustomResourceDefinition::new,
                definition -> definition.getMetadata().getGeneration() + " "
                        + (definition.getMetadata().getDeletionTimestamp() != null));
        definitions.listen((name, before, after) -> discovery.add(DISCOVERY));
    }

    private static KubernetesClient metadataOnly(KubernetesClient client) {
        var config = new ConfigBuilder(client.getConfiguration())
                .withOnlyHttpWatches(true)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(http -> http.addOrReplaceInterceptor("metadata", new Interceptor() {
                    @Override
                    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
                        builder.setHeader("Accept", METADATA_ONLY);
                    }
                }))
                .build();
    }

    /** The objects of a kind in a namespace, as their metadata alone: all of them may be more than memory holds. */
    NonNamespaceOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            in(String namespace, ResourceKind kind) {
        return metadata.genericKubernetesResources(kind.context()).inNamespace(namespace);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    /** The kinds that are being watched. */
    List<ResourceKind> kinds() {
        return List.copyOf(watches.keySet());
    }

    @Override
    public void start() {
        discovery.start();
        discovery.add(DISCOVERY);
        definitions.start();
    }

    private Optional<Duration> discover() {
        var kinds = new HashSet<>(ResourceKind.discover(client));
        for (var kind : List.copyOf(watches.keySet())) {
            if (!kinds.contains(kind)) {
                Optional.ofNullable(watches.remove(kind)).ifPresent(this::end);
            }
        }
        for (var kind : kinds) {
            if (!watches.containsKey(kind)) {
                begin(kind);
            }
        }
        listeners.forEach(Listener::kindsChanged);
        return Optional.empty();
    }

    private void begin(ResourceKind kind) {
        var resources = metadata.genericKubernetesResources(kind.context());
        var watched = new Watched<>(
                kind.namespaced() ? resources.inAnyNamespace() : resources,
                GenericKubernetesResource::new,
                object -> Owned.of(kind, object.getMetadata()));
        watched.listen((key, before, after) -> listeners.forEach(l -> l.changed(before, after)));
        watches.put(kind, watched);
        watched.start();
    }

    /** A kind that is gone took its objects with it. */
    private void end(Watched<GenericKubernetesResource, Owned> watched) {
        watched.close();
        watched.all().forEach(object -> listeners.forEach(l -> l.changed(Optional.of(object), Optional.empty())));
    }

    @Override
    public void close() {
        discovery.close();
        definitions.close();
        watches.values().forEach(Watched::close);
        metadata.close();
    }
}
