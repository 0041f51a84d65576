package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.checkpoint.Catalog.Saved;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Manifest.Entry;
import dev.trainyard.uploader.sync.Scan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Brings the run's newest checkpoint back to a volume that has none, before the trainer starts. It is fetched beside
 * the folder and proved there, and moved only then; a kill at any moment is gone on from.
 */
public final class Restore {
    private static final Pattern INDEX = Pattern.compile("(?<folder>.+)/(?<prefix>[^/]+)\\.index", Pattern.DOTALL);

    private final Path output;
    private final Path staged;
    private final Path moving;
    private final String folder;
    private final Identity identity;
    private final Store store;
    private final Retry retry;
    private final Consumer<String> log;

    /**
     * @param folder in {@code output}, where the trainer saves
     * @param own the uploader's own folder, on the same volume
     */
    public Restore(
            Path output, String folder, Path own, Identity identity, Store store, Retry retry, Consumer<String> log) {
        this.output = output;
        this.folder = folder;
        this.staged = own.resolve("restore");
        this.moving = own.resolve("restored");
        this.identity = identity;
        this.store = store;
        this.retry = retry;
        this.log = log;
    }

    public void restore() throws StoreException, IOException, InterruptedException {
        if (!Files.exists(moving)) {
            if (!Scan.of(output, folder, 0).files().isEmpty()) {
                return;
            }
            var fetched = fetchNewest();
            if (fetched.isEmpty()) {
                log.accept("no checkpoint of this run is in the store: the training begins anew");
                return;
            }
            Files.move(fetched.get(), moving, StandardCopyOption.ATOMIC_MOVE);
        }
        move();
    }

    /** Returns where it is, if there is one: the newest that the store still has as it was. */
    private Optional<Path> fetchNewest() throws StoreException, IOException, InterruptedException {
        var all = new CatalogFile(store, retry, identity).read().whole();
        for (var checkpoint : all.reversed()) {
            var into = staged.resolve(checkpoint.attempt() + "." + checkpoint.stamp());
            if (fetch(checkpoint, into)) {
                return Optional.of(into);
            }
        }
        return Optional.empty();
    }

    private boolean fetch(Saved checkpoint, Path into) throws StoreException, IOException, InterruptedException {
        var bytes = checkpoint.files().stream().mapToLong(Entry::size).sum();
        log.accept("restoring checkpoint name=%s files=%d bytes=%d attempt=%d"
                .formatted(checkpoint.name(), checkpoint.files().size(), bytes, checkpoint.attempt()));
        for (var file : checkpoint.files()) {
            var target = into.resolve(file.path()).normalize();
            if (!target.startsWith(into.resolve(folder))) {
                throw new StoreException.Refused(
                        "checkpoints.json of the run names \"%s\", which is not in %s: correct or remove it"
                                .formatted(file.path(), folder));
            }
            if (!fetch(checkpoint, file, target)) {
                return false;
            }
            Files.setLastModifiedTime(target, FileTime.from(checkpoint.stamp(), TimeUnit.NANOSECONDS));
        }
        pointTo(checkpoint, into);
        return true;
    }

    private boolean fetch(Saved checkpoint, Entry file, Path target)
            throws StoreException, IOException, InterruptedException {
        var key = identity.runPrefix() + checkpoint.attempt() + "/" + checkpoint.folder() + file.path();
        Files.createDirectories(target.getParent());
        var isThere = retry.call(() -> {
            try {
                return append(key, target, file.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (isThere && Files.size(target) == file.size() && sha256(target).equals(file.sha256())) {
            return true;
        }
        Files.deleteIfExists(target);
        log.accept("%s is %s in the store: taking the checkpoint before".formatted(key, isThere ? "damaged" : "not"));
        return false;
    }

    /** Goes on from what is there already. */
    private boolean append(String key, Path target, long size) throws StoreException, IOException {
        var from = Files.exists(target) ? Files.size(target) : 0;
        if (from > size) {
            Files.delete(target);
            from = 0;
        }
        if (from == size && from > 0) {
            return true;
        }
        try (var out = Files.newOutputStream(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            return store.fetch(key, from, out);
        }
    }

    /** As TensorFlow does, which looks there for its newest checkpoint. */
    private void pointTo(Saved checkpoint, Path into) throws IOException {
        for (var file : checkpoint.files()) {
            var index = INDEX.matcher(file.path());
            if (index.matches() && checkpoint.name().equals(index.group("folder") + "/" + index.group("prefix"))) {
                Files.writeString(
                        into.resolve(index.group("folder")).resolve("checkpoint"),
                        "model_checkpoint_path: \"%1$s\"\nall_model_checkpoint_paths: \"%1$s\"\n"
                                .formatted(index.group("prefix")));
            }
        }
    }

    private void move() throws IOException {
        for (var from : Files.isDirectory(staged) ? bottomUp(staged) : List.<Path>of()) {
            Files.delete(from);
        }
        for (var from : bottomUp(moving)) {
            if (Files.isDirectory(from)) {
                Files.delete(from);
                continue;
            }
            var to = output.resolve(moving.relativize(from));
            Files.createDirectories(to.getParent());
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        log.accept("restored the checkpoint");
    }

    /** A folder after what is in it. */
    private static List<Path> bottomUp(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            new Slice(file, 0, Files.size(file)).digest(sha256::update);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
