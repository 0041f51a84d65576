package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.volume.VolumeSources;
import dev.trainyard.cluster.view.Informers;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The objects that pods refer to. A kind is watched in a namespace from the first time that a pod there asks for one;
 * from then on, every change is told, so that a pod that waits for one goes on at once.
 */
final class ReferencedObjects implements AutoCloseable {
    private final KubernetesClient client;
    private final Consumer<String> changed;
    private final Map<String, SharedIndexInformer<? extends HasMetadata>> informers = new ConcurrentHashMap<>();

    /** @param changed hears the namespace of each object that changes; empty for one that has none */
    ReferencedObjects(KubernetesClient client, Consumer<String> changed) {
        this.client = client;
        this.changed = changed;
    }

    VolumeSources of(String namespace) {
        return new InNamespace(namespace);
    }

    private final class InNamespace implements VolumeSources {
        private final String namespace;

        InNamespace(String namespace) {
            this.namespace = namespace;
        }

        @Override
        public Optional<ConfigMap> configMap(String name) {
            var maps = client.configMaps().inNamespace(namespace);
            return find("ConfigMap/" + namespace, namespace + "/" + name, maps, maps.withName(name));
        }

        @Override
        public Optional<Secret> secret(String name) {
            var secrets = client.secrets().inNamespace(namespace);
            return find("Secret/" + namespace, namespace + "/" + name, secrets, secrets.withName(name));
        }

        @Override
        public Optional<PersistentVolumeClaim> claim(String name) {
            var claims = client.persistentVolumeClaims().inNamespace(namespace);
            return find("PersistentVolumeClaim/" + namespace, namespace + "/" + name, claims, claims.withName(name));
        }

        @Override
        public Optional<PersistentVolume> persistentVolume(String name) {
            var volumes = client.persistentVolumes();
            return find("PersistentVolume", name, volumes, volumes.withName(name));
        }

        @Override
        public Optional<String> token(String serviceAccount, String audience, long seconds) {
            var request = new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(seconds)
                    .endSpec();
            if (!audience.isEmpty()) {
                request.editSpec().withAudiences(audience).endSpec();
            }
            try {
                var answer = client.serviceAccounts()
                        .inNamespace(namespace)
                        .withName(serviceAccount)
                        .tokenRequest(request.build());
                return Optional.ofNullable(answer.getStatus().getToken());
            } catch (KubernetesClientException e) {
                return Optional.empty();
            }
        }
    }

    /** The watched copy; and if that has none yet, the server is asked, for the copy may lag a moment behind. */
    private <T extends HasMetadata> Optional<T> find(
            String scope, String key, Informable<T> all, Resource<T> resource) {
        @SuppressWarnings("unchecked") // Each scope is only ever asked for with one kind.
        var informer = (SharedIndexInformer<T>) informers.computeIfAbsent(scope, _ -> watch(all));
        var cached = informer.getIndexer().getByKey(key);
        return cached != null ? Optional.of(cached) : Optional.ofNullable(resource.get());
    }

    /** Begins to, and waits for nothing. */
    private <T extends HasMetadata> SharedIndexInformer<T> watch(Informable<T> resources) {
        var informer = Informers.untiring(resources).addEventHandler(notifier());
        informer.start();
        return informer;
    }

    private <T extends HasMetadata> ResourceEventHandler<T> notifier() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                tell(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                if (!String.valueOf(before.getMetadata().getResourceVersion())
                        .equals(after.getMetadata().getResourceVersion())) {
                    tell(after);
                }
            }

            @Override
            public void onDelete(T object, boolean unknown) {}

            private void tell(T object) {
                @Nullable String namespace = object.getMetadata().getNamespace();
                changed.accept(namespace == null ? "" : namespace);
            }
        };
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }
}
