package dev.trainyard.cluster.node.volume;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of a volume that is made of objects.
 *
 * @param files by path relative to the volume
 */
public record Payload(Map<String, Content> files) {
    private static final int DEFAULT_MODE = 0644;

    /** A file's bytes and permissions. */
    @SuppressWarnings("ArrayRecordComponent") // Compared by no one; a copy of each secret would be the worse evil.
    public record Content(byte[] bytes, int mode) {}

    static Payload of(ConfigMap map, List<KeyToPath> items, @Nullable Integer mode, boolean optional)
            throws VolumeProblem {
        var data = new TreeMap<String, byte[]>();
        if (map.getData() != null) {
            map.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        if (map.getBinaryData() != null) {
            map.getBinaryData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return select(
                data, items, mode, optional, "configmap \"" + map.getMetadata().getName() + "\"");
    }

    static Payload of(Secret secret, List<KeyToPath> items, @Nullable Integer mode, boolean optional)
            throws VolumeProblem {
        var data = new TreeMap<String, byte[]>();
        if (secret.getData() != null) {
            secret.getData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return select(
                data, items, mode, optional, "secret \"" + secret.getMetadata().getName() + "\"");
    }

    private static Payload select(
            Map<String, byte[]> data, List<KeyToPath> items, @Nullable Integer mode, boolean optional, String owner)
            throws VolumeProblem {
        var files = new TreeMap<String, Content>();
        if (items.isEmpty()) {
            data.forEach((key, value) -> files.put(key, new Content(value, mode(null, mode))));
            return new Payload(files);
        }
        for (var item : items) {
            var value = data.get(item.getKey());
            if (value != null) {
                files.put(safe(item.getPath()), new Content(value, mode(item.getMode(), mode)));
            } else if (!optional) {
                throw new VolumeProblem(
                        "%s has no key \"%s\"; it has %s".formatted(owner, item.getKey(), data.keySet()));
            }
        }
        return new Payload(files);
    }

    static int mode(@Nullable Integer own, @Nullable Integer ofVolume) {
        return own != null ? own : ofVolume != null ? ofVolume : DEFAULT_MODE;
    }

    static String safe(String path) throws VolumeProblem {
        if (path.startsWith("/") || List.of(path.split("/", -1)).contains("..")) {
            throw new VolumeProblem("the path \"%s\" leads out of the volume".formatted(path));
        }
        return path;
    }

    /** These files and those of another, which come last and win. */
    Payload and(Payload other) {
        var all = new TreeMap<>(files);
        all.putAll(other.files);
        return new Payload(all);
    }
}
