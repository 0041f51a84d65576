package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.FolderTestStore;
import dev.trainyard.uploader.store.TestStore;
import dev.trainyard.uploader.store.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A run as those see it who read the store. */
final class Run {
    private final TestStore store;
    private final Wire wire;
    private final String name;
    private final Instant created;
    private String knownToBeWhole = "";

    Run(TestStore store, Wire wire, String name, Instant created) {
        this.store = store;
        this.wire = wire;
        this.name = name;
        this.created = created;
    }

    String name() {
        return name;
    }

    Instant created() {
        return created;
    }

    Map<String, String> environment() {
        var environment = new HashMap<>(wire.environment(""));
        environment.put("TRAINYARD_RUN", name);
        environment.put("TRAINYARD_RUN_CREATED", created.toString());
        return environment;
    }

    List<Wire.Passed> passed() {
        return wire.passed();
    }

    void dropConnections() {
        wire.drop();
    }

    String key(String path) {
        return "default/digits/" + name + "/" + path;
    }

    Optional<byte[]> find(String path) throws Exception {
        return store.object(key(path));
    }

    /** Tells two times at which an object was stored apart; only a folder can. */
    Optional<String> stamp(String path) throws IOException {
        return store instanceof FolderTestStore there ? there.stamp(key(path)) : Optional.empty();
    }

    void requireNothingPublished() throws Exception {
        assertThat(find("manifest.json")).as(name).isEmpty();
    }

    /** If there is a manifest, everything that it names is there; if there is a pointer, so is what it points to. */
    synchronized void requireWholeOrNothing() throws Exception {
        var latest = store.object("default/digits/latest.json");
        if (latest.isPresent()) {
            requireThere(EveryStore.json(latest.get()));
        }
        var manifest = find("manifest.json");
        if (manifest.isPresent() && !knownToBeWhole.equals(EveryStore.sha256(manifest.get()))) {
            requireFiles(EveryStore.json(manifest.get()));
            knownToBeWhole = EveryStore.sha256(manifest.get());
        }
    }

    private void requireThere(Map<String, Object> latest) throws Exception {
        var manifest = store.object("default/digits/" + latest.get("manifest"));
        assertThat(manifest).as("what latest.json points to: %s", latest).isPresent();
        assertThat(EveryStore.sha256(manifest.orElseThrow())).isEqualTo(latest.get("manifestSha256"));
    }

    private Map<String, byte[]> requireFiles(Map<String, Object> manifest) throws Exception {
        var contents = new TreeMap<String, byte[]>();
        for (var entry : (List<?>) Objects.requireNonNull(manifest.get("files"))) {
            var path = (String) EveryStore.required((Map<?, ?>) entry, "path");
            var content = find(manifest.get("attempt") + "/" + path)
                    .orElseThrow(
                            () -> new AssertionError(name + ": the manifest names " + path + ", which is not there"));
            assertThat(entry).as("%s: %s", name, path).isEqualTo(EveryStore.entry(path, content));
            contents.put(path, content);
        }
        return contents;
    }

    /** At the end: what is in the store is what this attempt's trainer wrote, and nothing unfinished is left. */
    void requireWhole(int attempt, Path output) throws Exception {
        var manifest = EveryStore.json(find("manifest.json").orElseThrow());
        assertThat(manifest).as(name).containsEntry("attempt", attempt);
        var contents = requireFiles(manifest);
        var written = new TreeMap<String, Path>();
        try (var files = Files.walk(output)) {
            files.filter(Files::isRegularFile)
                    .forEach(file -> written.put(output.relativize(file).toString(), file));
        }
        written.keySet().removeIf(path -> path.equals("DONE") || path.startsWith(".trainyard/"));
        assertThat(contents.keySet()).as(name).isEqualTo(written.keySet());
        for (var file : written.entrySet()) {
            assertThat(contents.get(file.getKey()))
                    .as("%s: %s", name, file)
                    .isEqualTo(Files.readAllBytes(file.getValue()));
        }
        try (var there = store.open("")) {
            assertThat(there.begun("default/digits/" + name + "/")).as(name).isEmpty();
        }
    }

    int attempt() throws Exception {
        return (Integer)
                EveryStore.required(EveryStore.json(find("manifest.json").orElseThrow()), "attempt");
    }

    boolean hasSucceeded() throws Exception {
        return "Succeeded"
                .equals(EveryStore.json(find("manifest.json").orElseThrow()).get("outcome"));
    }

    void requireLatest() throws Exception {
        var latest = EveryStore.json(store.object("default/digits/latest.json").orElseThrow());
        assertThat(latest).containsEntry("run", name).containsEntry("attempt", attempt());
        requireThere(latest);
    }
}
