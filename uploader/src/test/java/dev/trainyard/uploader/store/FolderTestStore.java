package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A folder of this machine. */
public final class FolderTestStore implements TestStore {
    private final Path folder;

    private FolderTestStore(Path folder) {
        this.folder = folder;
    }

    static FolderTestStore start(Path folder) throws IOException {
        return new FolderTestStore(Files.createDirectories(folder.resolve("artifacts")));
    }

    @Override
    public FolderLocation location(String prefix) {
        try {
            return new FolderLocation(Files.createDirectories(folder.resolve(prefix)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Map<String, String> environment(String prefix) {
        return Map.of("TRAINYARD_STORE", "file://" + location(prefix).root());
    }

    @Override
    public Optional<byte[]> object(String key) throws IOException {
        var file = folder.resolve(key);
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    /** Differs when another file has taken the object's name. */
    public Optional<String> stamp(String key) throws IOException {
        var file = folder.resolve(key);
        return Files.exists(file)
                ? Optional.of(Files.readAttributes(file, "unix:ino,ctime").toString())
                : Optional.empty();
    }

    /** As where NFS is not mounted. */
    @Override
    public void stop() throws IOException {
        Files.move(folder, folder.resolveSibling("away"));
    }

    @Override
    public void startAgain() throws IOException {
        Files.move(folder.resolveSibling("away"), folder);
    }

    @Override
    public void close() {
        // The test's folder goes with it.
    }
}
