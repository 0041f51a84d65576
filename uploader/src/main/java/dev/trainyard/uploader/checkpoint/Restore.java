package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Brings the run's newest checkpoint back to a volume that has none, before the trainer starts. It is fetched beside
 * the folder and verified there, and moved only then; after a kill at any moment it goes on.
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
            var there = Recognition.in(
                            folder, Scan.of(output, folder, 0).files().values())
                    .stream()
                    .filter(candidate -> !candidate.isCompanion())
                    .toList();
            if (!there.isEmpty()) {
                log.accept("the volume has checkpoints already, %s among them: none is restored"
                        .formatted(Sender.quoted(there.getFirst().name())));
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
        for (int i = all.size() - 1; i >= 0; i--) {
            var checkpoint = all.get(i);
            var into = staged.resolve(checkpoint.attempt() + "." + checkpoint.stamp());
            if (fetch(checkpoint, into)) {
                var before = i == 0 ? Optional.<Saved>empty() : Optional.of(all.get(i - 1));
                Restored.lines(folder, checkpoint, before).forEach(log);
                return Optional.of(into);
            }
        }
        return Optional.empty();
    }

    private boolean fetch(Saved checkpoint, Path into) throws StoreException, IOException, InterruptedException {
        log.accept("restoring checkpoint name=%s files=%d links=%d bytes=%d attempt=%d"
                .formatted(
                        checkpoint.name(),
                        checkpoint.files().size(),
                        checkpoint.links().size(),
                        checkpoint.bytes(),
                        checkpoint.attempt()));
        // Where the clock of the node that saved it is ahead, what the trainer writes next is to be younger all the
        // same.
        var ahead = Math.max(0, checkpoint.stamp() - nanos(Instant.now()));
        for (var file : checkpoint.files()) {
            var target = inFolder(file.path(), into);
            if (!fetch(checkpoint, file, target)) {
                return false;
            }
            Files.setLastModifiedTime(target, FileTime.from(file.modified() - ahead, TimeUnit.NANOSECONDS));
        }
        pointTo(checkpoint, into);
        for (var link : checkpoint.links()) {
            var path = inFolder(link.path(), into);
            var beside = path.resolveSibling("");
            Files.createDirectories(beside);
            Files.deleteIfExists(path);
            Files.createSymbolicLink(path, beside.relativize(inFolder(link.target(), into)));
        }
        return true;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private Path inFolder(String path, Path into) throws StoreException {
        var inside = into.resolve(path).normalize();
        if (!inside.startsWith(into.resolve(folder))) {
            throw new StoreException.Refused(
                    "checkpoints.json of the run names \"%s\", which is not in %s: correct or remove it"
                            .formatted(path, folder));
        }
        return inside;
    }

    private boolean fetch(Saved checkpoint, Saved.File file, Path target)
            throws StoreException, IOException, InterruptedException {
        var key = identity.runPrefix() + checkpoint.attempt() + "/" + file.at();
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
        for (var from : oldestFirst(moving)) {
            var to = output.resolve(moving.relativize(from));
            Files.createDirectories(to.getParent());
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        for (var emptied : bottomUp(moving)) {
            Files.delete(emptied);
        }
        log.accept("restored the checkpoint");
    }

    /** Files, then links: who looks for the newest by the time of its creation finds it. */
    private static List<Path> oldestFirst(Path folder) throws IOException {
        var files = new TreeMap<FileTime, List<Path>>();
        var links = new ArrayList<Path>();
        for (var path : bottomUp(folder)) {
            if (Files.isSymbolicLink(path)) {
                links.add(path);
            } else if (!Files.isDirectory(path)) {
                files.computeIfAbsent(Files.getLastModifiedTime(path), _ -> new ArrayList<>())
                        .add(path);
            }
        }
        return Stream.concat(files.values().stream().flatMap(List::stream), links.stream())
                .toList();
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
