package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.TestStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The checkpoints of a run, as those see them who read the store. */
record StoredCheckpoints(TestStore store, String prefix) {
    /** The names of the checkpoints that the catalog says are whole. */
    List<String> saved() throws Exception {
        return checkpoints().stream().map(it -> (String) it.get("name")).toList();
    }

    private List<Map<String, Object>> checkpoints() throws Exception {
        var catalog = find("checkpoints.json");
        if (catalog.isEmpty()) {
            return List.of();
        }
        @SuppressWarnings("unchecked")
        var all = (List<Map<String, Object>>) Objects.requireNonNull(JSON.std
                .mapFrom(new String(catalog.get(), StandardCharsets.UTF_8))
                .get("checkpoints"));
        return all;
    }

    /** The newest of that name: a trainer that writes over its checkpoint has several. */
    Map<String, Object> checkpoint(String name) throws Exception {
        return checkpoints().reversed().stream()
                .filter(it -> name.equals(it.get("name")))
                .findFirst()
                .orElseThrow();
    }

    /** Its files as they are in the store, each proved against the catalog. */
    Map<String, String> objectsOf(String name) throws Exception {
        var checkpoint = checkpoint(name);
        var contents = new TreeMap<String, String>();
        for (var file : (List<?>) Objects.requireNonNull(checkpoint.get("files"))) {
            var path = (String) Objects.requireNonNull(((Map<?, ?>) file).get("path"));
            var content = find(key(checkpoint, path).substring("default/digits/7a1c/".length()))
                    .orElseThrow(() -> new AssertionError(path + " of " + checkpoint + " is not in the store"));
            assertThat(((Map<?, ?>) file).get("sha256")).isEqualTo(sha256(content));
            contents.put(path, new String(content, StandardCharsets.UTF_8));
        }
        return contents;
    }

    static String key(Map<String, Object> checkpoint, String path) {
        return ((List<?>) Objects.requireNonNull(checkpoint.get("files")))
                .stream()
                        .map(file -> (Map<?, ?>) file)
                        .filter(file -> path.equals(file.get("path")))
                        .map(file -> "default/digits/7a1c/%s/%s".formatted(checkpoint.get("attempt"), file.get("at")))
                        .findFirst()
                        .orElseThrow();
    }

    /** The manifest's files, proved, by path; each with its key under the run. */
    Map<String, String> manifestFiles() throws Exception {
        var manifest = JSON.std.mapFrom(new String(find("manifest.json").orElseThrow(), StandardCharsets.UTF_8));
        var keys = new TreeMap<String, String>();
        for (var one : (List<?>) Objects.requireNonNull(manifest.get("files"))) {
            var file = (Map<?, ?>) one;
            var path = (String) Objects.requireNonNull(file.get("path"));
            var key = manifest.get("attempt") + "/" + Objects.requireNonNullElse(file.get("at"), path);
            assertThat(sha256(find(key).orElseThrow())).as(path).isEqualTo(file.get("sha256"));
            keys.put(path, key);
        }
        return keys;
    }

    static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    Optional<byte[]> find(String key) throws Exception {
        return store.object(prefix + "default/digits/7a1c/" + key);
    }
}
