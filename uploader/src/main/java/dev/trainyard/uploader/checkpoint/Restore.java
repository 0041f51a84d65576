package dev.trainyard.uploader.checkpoint;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.Identity;
import dev.trainyard.uploader.sync.Scan;
import dev.trainyard.uploader.sync.Sender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
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

    private final OutputFolder output;
    private final String staged;
    private final String moving;
    private final String folder;
    private final Identity identity;
    private final Store store;
    private final Retry retry;
    private final Consumer<String> log;

    /**
     * @param folder in {@code output}, where the trainer saves
     * @param own the uploader's own folder in {@code output}
     */
    public Restore(
            OutputFolder output,
            String folder,
            String own,
            Identity identity,
            Store store,
            Retry retry,
            Consumer<String> log) {
        this.output = output;
        this.folder = folder;
        this.staged = own + "/restore";
        this.moving = own + "/restored";
        this.identity = identity;
        this.store = store;
        this.retry = retry;
        this.log = log;
    }

    public void restore() throws StoreException, IOException, InterruptedException {
        if (isBlocked()) {
            log.accept(
                    "%s is a link or a file, and no folder: no checkpoint is restored".formatted(output.path(folder)));
            return;
        }
        if (!output.isFolder(moving)) {
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
            output.deleteAll(moving);
            output.move(fetched.get(), moving);
        }
        move();
    }

    /** Whether no folder can be where the trainer saves. */
    private boolean isBlocked() throws IOException {
        for (var path = Path.of(folder); path != null; path = path.getParent()) {
            if (output.exists(path.toString()) && !output.isFolder(path.toString())) {
                return true;
            }
        }
        return false;
    }

    /** Returns where it is, if there is one: the newest that the store still has as it was. */
    private Optional<String> fetchNewest() throws StoreException, IOException, InterruptedException {
        var all = new CatalogFile(store, retry, identity).read().whole();
        for (int i = all.size() - 1; i >= 0; i--) {
            var checkpoint = all.get(i);
            var into = staged + "/" + checkpoint.attempt() + "." + checkpoint.stamp();
            if (fetch(checkpoint, into)) {
                var before = i == 0 ? Optional.<Saved>empty() : Optional.of(all.get(i - 1));
                Restored.lines(folder, checkpoint, before).forEach(log);
                return Optional.of(into);
            }
        }
        return Optional.empty();
    }

    private boolean fetch(Saved checkpoint, String into) throws StoreException, IOException, InterruptedException {
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
            var target = into + "/" + inFolder(file.path());
            if (!fetch(checkpoint, file, target)) {
                return false;
            }
            output.setModified(target, FileTime.from(file.modified() - ahead, TimeUnit.NANOSECONDS));
        }
        pointTo(checkpoint, into);
        for (var link : checkpoint.links()) {
            var path = inFolder(link.path());
            var target = inFolder(link.target());
            output.createFolders(into + "/" + parent(path));
            output.createLink(into + "/" + path, Path.of(parent(path)).relativize(Path.of(target)));
        }
        return true;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    private String inFolder(String path) throws StoreException {
        var inside = Path.of(path);
        if (!inside.equals(inside.normalize()) || !inside.startsWith(folder) || inside.equals(Path.of(folder))) {
            throw new StoreException.Refused(
                    "checkpoints.json of the run names \"%s\", which is not in %s: correct or remove it"
                            .formatted(path, folder));
        }
        return path;
    }

    private boolean fetch(Saved checkpoint, Saved.File file, String target)
            throws StoreException, IOException, InterruptedException {
        var key = identity.runPrefix() + checkpoint.attempt() + "/" + file.at();
        output.createFolders(parent(target));
        var isThere = retry.call(() -> {
            try {
                return append(key, target, file.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (isThere
                && size(target) == file.size()
                && sha256(target, file.size()).equals(file.sha256())) {
            return true;
        }
        output.delete(target);
        log.accept("%s is %s in the store: taking the checkpoint before".formatted(key, isThere ? "damaged" : "not"));
        return false;
    }

    /** Goes on from what is there already. */
    private boolean append(String key, String target, long size) throws StoreException, IOException {
        var from = size(target);
        if (from > size) {
            output.delete(target);
            from = 0;
        }
        if (from == size && from > 0) {
            return true;
        }
        try (var out =
                Channels.newOutputStream(output.open(target, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
            return store.fetch(key, from, new AtMost(out, size - from));
        } catch (AtMost.TooMuch e) {
            // It is not the file that was saved, which the checksum shows; and it does not fill the volume.
            output.delete(target);
            return true;
        }
    }

    /** As TensorFlow does, which looks there for its newest checkpoint. */
    private void pointTo(Saved checkpoint, String into) throws IOException {
        for (var file : checkpoint.files()) {
            var index = INDEX.matcher(file.path());
            if (index.matches() && checkpoint.name().equals(index.group("folder") + "/" + index.group("prefix"))) {
                output.replace(
                        into + "/" + index.group("folder") + "/checkpoint",
                        "model_checkpoint_path: \"%1$s\"\nall_model_checkpoint_paths: \"%1$s\"\n"
                                .formatted(index.group("prefix")));
            }
        }
    }

    private void move() throws IOException {
        output.deleteAll(staged);
        for (var path : oldestFirst()) {
            output.createFolders(parent(path));
            output.move(moving + "/" + path, path);
        }
        output.deleteAll(moving);
        log.accept("restored the checkpoint");
    }

    /** Files, then links: who looks for the newest by the time of its creation finds it. */
    private List<String> oldestFirst() throws IOException {
        var files = new TreeMap<FileTime, List<String>>();
        var links = new ArrayList<String>();
        var left = new ArrayDeque<>(children(""));
        while (!left.isEmpty()) {
            var path = left.pop();
            var attributes = output.attributes(moving + "/" + path);
            if (attributes.isDirectory()) {
                children(path).forEach(left::push);
            } else if (attributes.isSymbolicLink()) {
                links.add(path);
            } else {
                files.computeIfAbsent(attributes.lastModifiedTime(), _ -> new ArrayList<>())
                        .add(path);
            }
        }
        return Stream.concat(files.values().stream().flatMap(List::stream), links.stream())
                .toList();
    }

    private List<String> children(String folder) throws IOException {
        var children = new ArrayList<String>();
        try (var open = output.list(folder.isEmpty() ? moving : moving + "/" + folder)) {
            for (var entry : open) {
                children.add(folder.isEmpty() ? entry.getFileName().toString() : folder + "/" + entry.getFileName());
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return children;
    }

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    private long size(String path) throws IOException {
        return output.exists(path) ? output.attributes(path).size() : 0;
    }

    private String sha256(String path, long size) throws IOException {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            new Slice(output.file(path), 0, size).digest(sha256::update);
            return HexFormat.of().formatHex(sha256.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
