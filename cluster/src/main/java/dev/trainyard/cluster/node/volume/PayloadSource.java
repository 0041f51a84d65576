package dev.trainyard.cluster.node.volume;

import dev.trainyard.cluster.node.environment.DownwardApi;
import dev.trainyard.cluster.node.environment.MissingReference;
import io.fabric8.kubernetes.api.model.DownwardAPIVolumeFile;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountTokenProjection;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Gathers the files of those volumes that are made of objects. */
record PayloadSource(Pod pod, DownwardApi downward, VolumeSources sources) {

    /** Empty if the volume is of another kind. */
    Optional<Payload> of(Volume volume) throws VolumeProblem, MissingReference {
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            return Optional.of(
                    configMap(source.getName(), source.getItems(), source.getDefaultMode(), source.getOptional()));
        }
        if (volume.getSecret() != null) {
            var source = volume.getSecret();
            return Optional.of(
                    secret(source.getSecretName(), source.getItems(), source.getDefaultMode(), source.getOptional()));
        }
        if (volume.getDownwardAPI() != null) {
            var source = volume.getDownwardAPI();
            return Optional.of(downward(source.getItems(), source.getDefaultMode()));
        }
        if (volume.getProjected() != null) {
            var payload = new Payload(Map.of());
            for (var source : volume.getProjected().getSources()) {
                payload = payload.and(projected(source, volume.getProjected().getDefaultMode()));
            }
            return Optional.of(payload);
        }
        return Optional.empty();
    }

    private Payload projected(VolumeProjection source, @Nullable Integer mode) throws VolumeProblem, MissingReference {
        if (source.getConfigMap() != null) {
            var map = source.getConfigMap();
            return configMap(map.getName(), map.getItems(), mode, map.getOptional());
        }
        if (source.getSecret() != null) {
            var secret = source.getSecret();
            return secret(secret.getName(), secret.getItems(), mode, secret.getOptional());
        }
        if (source.getDownwardAPI() != null) {
            return downward(source.getDownwardAPI().getItems(), mode);
        }
        if (source.getServiceAccountToken() != null) {
            return token(source.getServiceAccountToken(), mode);
        }
        throw new VolumeProblem("a projected source is none of configMap, secret, downwardAPI, serviceAccountToken");
    }

    private Payload configMap(String name, List<KeyToPath> items, @Nullable Integer mode, @Nullable Boolean optional)
            throws VolumeProblem {
        var map = sources.configMap(name);
        if (map.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new VolumeProblem("configmap \"%s\" not found".formatted(name));
        }
        return map.isEmpty()
                ? new Payload(Map.of())
                : Payload.of(map.get(), items, mode, Boolean.TRUE.equals(optional));
    }

    private Payload secret(String name, List<KeyToPath> items, @Nullable Integer mode, @Nullable Boolean optional)
            throws VolumeProblem {
        var secret = sources.secret(name);
        if (secret.isEmpty() && !Boolean.TRUE.equals(optional)) {
            throw new VolumeProblem("secret \"%s\" not found".formatted(name));
        }
        return secret.isEmpty()
                ? new Payload(Map.of())
                : Payload.of(secret.get(), items, mode, Boolean.TRUE.equals(optional));
    }

    private Payload downward(List<DownwardAPIVolumeFile> items, @Nullable Integer mode)
            throws VolumeProblem, MissingReference {
        var files = new TreeMap<String, Payload.Content>();
        for (var item : items) {
            var text = item.getFieldRef() != null
                    ? downward.field(item.getFieldRef().getFieldPath())
                    : downward.resource(
                            containerOf(item.getResourceFieldRef().getContainerName()), item.getResourceFieldRef());
            files.put(
                    Payload.safe(item.getPath()),
                    new Payload.Content(text.getBytes(StandardCharsets.UTF_8), Payload.mode(item.getMode(), mode)));
        }
        return new Payload(files);
    }

    private io.fabric8.kubernetes.api.model.Container containerOf(String name) throws VolumeProblem {
        return pod.getSpec().getContainers().stream()
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new VolumeProblem("the pod has no container \"%s\"".formatted(name)));
    }

    private Payload token(ServiceAccountTokenProjection source, @Nullable Integer mode) throws VolumeProblem {
        var account = Optional.ofNullable(pod.getSpec().getServiceAccountName()).orElse("default");
        var seconds = source.getExpirationSeconds() == null ? 3600L : source.getExpirationSeconds();
        var audience = source.getAudience() == null ? "" : source.getAudience();
        var token = sources.token(account, audience, seconds)
                .orElseThrow(() -> new VolumeProblem(
                        "the API server issues no token for service account \"%s\"".formatted(account)));
        return new Payload(Map.of(
                Payload.safe(source.getPath()),
                new Payload.Content(token.getBytes(StandardCharsets.UTF_8), Payload.mode(null, mode))));
    }
}
