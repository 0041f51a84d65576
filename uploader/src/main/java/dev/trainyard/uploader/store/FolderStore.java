package dev.trainyard.uploader.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * A plain folder. What is not whole yet is beside the objects, under {@value #UNFINISHED}; an object appears under its
 * name by a rename, once it is on disk. So a reader meets the old object or the new one, and after a power cut too.
 */
public final class FolderStore implements Store {
    private static final String UNFINISHED = ".trainyard-unfinished";

    /** A UUID. */
    private static final Pattern UPLOAD = Pattern.compile("[0-9a-f-]{36}");

    private static final int BUFFER = 64 * 1024;
    private static final int MOST_TRIES = 100;

    /** File locks are between processes; this one is between the threads of this process. */
    private static final ReentrantLock REPLACING = new ReentrantLock();

    private final Path root;
    private final Bandwidth bandwidth;

    /** Whether the folder was there: one that goes away comes back, as NFS does; one that never was is a mistake. */
    private volatile boolean hasBeenThere;

    public FolderStore(FolderLocation at, Bandwidth bandwidth) {
        this.root = at.root();
        this.bandwidth = bandwidth;
    }

    @Override
    public void put(String key, Slice content, byte[] sha256) throws StoreException {
        run(Optional.of(key), () -> {
            var unfinished = newUnfinished(key);
            try {
                var digest = newSha256();
                write(unfinished, content, 0, digest::update);
                if (!MessageDigest.isEqual(digest.digest(), sha256)) {
                    throw new StoreException.ContentChanged("the file changed while it was read: " + content.file());
                }
                publish(unfinished, key);
            } finally {
                discard(unfinished);
            }
            return true;
        });
    }

    @Override
    public String begin(String key, boolean copying) throws StoreException {
        return run(Optional.of(key), () -> newUnfinished(key).getFileName().toString());
    }

    @Override
    public Part putPart(String key, String upload, int number, Slice content, int crc32c) throws StoreException {
        return run(Optional.of(key), () -> {
            var unfinished = unfinished(key, upload);
            if (!Files.exists(unfinished)) {
                requireRoot();
                throw unknown(key, upload);
            }
            var crc = new CRC32C();
            write(unfinished, content, content.offset(), crc::update);
            if ((int) crc.getValue() != crc32c) {
                throw new StoreException.ContentChanged("the file changed while it was read: " + content.file());
            }
            return new Part(number, content.offset() + "+" + content.length(), crc32c);
        });
    }

    /** What is here to be copied has as far to go as what is sent. */
    @Override
    public Optional<Part> copyPart(
            String key, String upload, int number, String from, long offset, long length, Part like) {
        return Optional.empty();
    }

    @Override
    public void complete(String key, String upload, List<Part> parts, long size) throws StoreException {
        run(Optional.of(key), () -> {
            var unfinished = unfinished(key, upload);
            if (!Files.exists(unfinished) || Files.size(unfinished) != size) {
                requireRoot();
                throw unknown(key, upload);
            }
            publish(unfinished, key);
            discard(unfinished);
            return true;
        });
    }

    @Override
    public boolean holds(String key, List<Part> parts, long size) throws StoreException {
        return run(() -> {
            var object = object(key);
            if (!Files.isRegularFile(object)) {
                requireRoot();
                return false;
            }
            if (Files.size(object) != size) {
                return false;
            }
            for (var part : parts) {
                var plus = part.receipt().indexOf('+');
                var slice = new Slice(
                        object,
                        Long.parseLong(part.receipt().substring(0, plus)),
                        Long.parseLong(part.receipt().substring(plus + 1)));
                var crc = new CRC32C();
                try {
                    slice.digest(crc::update);
                } catch (Slice.TruncatedException e) {
                    return false;
                }
                if ((int) crc.getValue() != part.crc32c()) {
                    return false;
                }
            }
            return true;
        });
    }

    @Override
    public void abort(String key, String upload) throws StoreException {
        run(() -> {
            discard(unfinished(key, upload));
            return true;
        });
    }

    @Override
    public List<Begun> begun(String prefix) throws StoreException {
        return run(() -> {
            var all = root.resolve(UNFINISHED);
            var folder = all.resolve(prefix).normalize();
            if (!Files.isDirectory(folder)) {
                requireRoot();
                return List.of();
            }
            try (var files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> new Begun(
                                all.relativize(file.getParent()).toString(),
                                file.getFileName().toString()))
                        .toList();
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    @Override
    public Optional<Versioned> read(String key) throws StoreException {
        return run(() -> {
            try {
                requireRoot();
                var content = Files.readString(object(key));
                return Optional.of(new Versioned(content, version(content)));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public boolean fetch(String key, long from, OutputStream to) throws StoreException {
        return run(() -> {
            requireRoot();
            try (var content = FileChannel.open(object(key), StandardOpenOption.READ)) {
                content.position(from);
                var buffer = ByteBuffer.allocate(BUFFER);
                while (content.read(buffer) >= 0) {
                    try {
                        to.write(buffer.array(), 0, buffer.position());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    buffer.clear();
                }
                return true;
            } catch (NoSuchFileException e) {
                return false;
            }
        });
    }

    @Override
    public void delete(String key) throws StoreException {
        run(() -> {
            requireRoot();
            discard(object(key));
            return true;
        });
    }

    @Override
    public boolean create(String key, byte[] content) throws StoreException {
        return run(() -> locked(() -> !Files.exists(object(key)) && write(key, content)));
    }

    @Override
    public boolean replace(String key, byte[] content, String version) throws StoreException {
        return run(() -> locked(
                () -> read(key).filter(there -> there.version().equals(version)).isPresent() && write(key, content)));
    }

    private boolean write(String key, byte[] content) throws IOException, StoreException {
        var unfinished = newUnfinished(key);
        try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        try {
            publish(unfinished, key);
        } finally {
            discard(unfinished);
        }
        return true;
    }

    private static String version(String content) {
        return Signature.hex(Signature.sha256(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }

    private Path object(String key) throws StoreException {
        return root.resolve(plain(key));
    }

    private String plain(String key) throws StoreException {
        if (!Keys.isPlain(key)) {
            throw new StoreException.Refused(
                    "\"%s\" leads out of its place in %s: no object has that name".formatted(key, root));
        }
        return key;
    }

    /** The upload is what the journal says, and the trainer can write to that. */
    private Path unfinished(String key, String upload) throws StoreException {
        if (!UPLOAD.matcher(upload).matches()) {
            throw unknown(key, upload);
        }
        return root.resolve(UNFINISHED).resolve(plain(key)).resolve(upload);
    }

    private Path newUnfinished(String key) throws IOException, StoreException {
        requireRoot();
        var file = unfinished(key, UUID.randomUUID().toString());
        return inFolder(file, () -> Files.createFile(file));
    }

    /** Makes the folder of the file first. */
    private static <T> T inFolder(Path file, Work<T> work) throws IOException, StoreException {
        for (int tries = 1; ; tries++) {
            try {
                Files.createDirectories(file.getParent());
                return work.run();
            } catch (NoSuchFileException | FileAlreadyExistsException e) {
                // Another upload, in being discarded, took the folder along; it does so too between the moment at which
                // the JDK meets the folder and that at which it looks whether it is one.
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** A folder that is made where none is mounted would take what nobody ever finds. */
    private void requireRoot() throws StoreException {
        if (Files.isDirectory(root)) {
            hasBeenThere = true;
        } else if (hasBeenThere) {
            throw new StoreException.Unavailable("the folder %s is away".formatted(root));
        } else {
            throw new StoreException.Refused(
                    "there is no folder %s: mount the store's volume there, or correct spec.url of the ArtifactStore"
                            .formatted(root));
        }
    }

    private void write(Path file, Slice content, long at, Slice.Digest digest) throws IOException {
        try (var from = content.open();
                var to = FileChannel.open(file, StandardOpenOption.WRITE)) {
            var buffer = new byte[BUFFER];
            to.position(at);
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                bandwidth.spend(read);
                digest.update(buffer, 0, read);
                var bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            }
            to.force(true);
        }
    }

    private void publish(Path unfinished, String key) throws IOException, StoreException {
        requireRoot();
        var object = object(key);
        inFolder(
                object,
                () -> Files.move(
                        unfinished, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        try (var folder = FileChannel.open(object.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** Removes the file, if it is still there, and the folders that held nothing else. */
    private void discard(Path unfinished) throws IOException {
        Files.deleteIfExists(unfinished);
        for (var folder = unfinished.getParent(); folder != null && !folder.equals(root); folder = folder.getParent()) {
            try {
                Files.delete(folder);
            } catch (IOException e) {
                // Another upload is in it.
                return;
            }
        }
    }

    private static StoreException unknown(String key, String upload) {
        return new StoreException.UnknownUpload("the store knows no upload %s of %s".formatted(upload, key));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException, StoreException;
    }

    /** Whatever must not happen twice at once, on this machine or, over NFS, on any other. */
    private <T> T locked(Work<T> work) throws IOException, StoreException {
        requireRoot();
        REPLACING.lock();
        try (var channel = FileChannel.open(
                        root.resolve(".trainyard-lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock on " + root + " is lost");
            }
            return work.run();
        } finally {
            REPLACING.unlock();
        }
    }

    private <T> T run(Work<T> work) throws StoreException {
        return run(Optional.empty(), work);
    }

    private <T> T run(Optional<String> object, Work<T> work) throws StoreException {
        try {
            return work.run();
        } catch (Slice.TruncatedException e) {
            throw new StoreException.ContentChanged("the file became shorter while it was read: " + e.getMessage(), e);
        } catch (InterruptedIOException e) {
            throw new StoreException.Unavailable("the upload was stopped", e);
        } catch (IOException e) {
            throw FolderFailure.of(root, object, e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
