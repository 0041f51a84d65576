package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.Store.Part;
import dev.trainyard.uploader.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Moves single files. A small one is read once. A big one is read twice, a part at a time: once for its checksum and,
 * from the page cache, once more on its way out. So the memory needed does not grow with the file, and the store
 * refuses what changed in between.
 */
final class Upload {
    /** Five minutes: a big file is copied together at a few hundred megabytes a second. */
    private static final int MOST_LOOKS = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    /** To open a small file a second time costs more than its memory. */
    private static final int LONGEST_HELD = 128 * 1024;

    private final OutputFolder folder;
    private final Store store;
    private final Retry retry;
    private final Identity identity;
    private final Journal journal;
    private final Progress progress;

    /** One for each thread, so that small files leave no garbage that lives as long as a request. */
    private final ThreadLocal<byte[]> buffers = ThreadLocal.withInitial(() -> new byte[LONGEST_HELD]);

    /** Until the store has not copied a part. */
    private volatile boolean copies = true;

    Upload(OutputFolder folder, Store store, Retry retry, Identity identity, Journal journal, Progress progress) {
        this.folder = folder;
        this.store = store;
        this.retry = retry;
        this.identity = identity;
        this.journal = journal;
        this.progress = progress;
    }

    /** A file in one request. {@code at} is its key under the attempt's prefix, if that is not its path. */
    void whole(LocalFile file, Optional<String> at) throws IOException, StoreException, InterruptedException {
        byte[] digest;
        try {
            // Read again each time: while the store was away, the file may have gone or changed.
            digest = retry.call(() -> put(file, at));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        progress.bytes(file.size());
        finish(file, at, digest);
    }

    /** Returns the SHA-256 of what it has sent. */
    private byte[] put(LocalFile file, Optional<String> at) throws StoreException {
        try {
            var slice = new Slice(file.content(folder), 0, file.size()).heldIn(buffers.get());
            var sha256 = sha256();
            slice.digest(sha256::update);
            var digest = sha256.digest();
            store.put(key(file, at), slice, digest);
            return digest;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A file in parts, sent side by side while the next is read. Parts that an earlier uploader sent are read again,
     * since the checksum of the whole needs them, and not sent again; they decide on the key. Nor are parts sent that
     * have not changed since the store last had the file whole: it makes them of what it has.
     */
    void inParts(LocalFile file, Optional<String> at, Transfers transfers)
            throws IOException, StoreException, InterruptedException {
        try {
            resumeOrBegin(file, at, transfers);
        } catch (StoreException.UnknownUpload e) {
            journal.abandoned(file.path());
            resumeOrBegin(file, at, transfers);
        } catch (StoreException.RefusedObject e) {
            abandon(file);
            throw e;
        }
    }

    /** Its parts are of no use. */
    private void abandon(LocalFile file) throws StoreException, InterruptedException {
        var unfinished = journal.unfinished(file.path());
        if (unfinished.isPresent()) {
            var key = key(file, unfinished.get().at());
            retry.run(() -> store.abort(key, unfinished.get().upload()));
            journal.abandoned(file.path());
        }
    }

    private void resumeOrBegin(LocalFile file, Optional<String> at, Transfers transfers)
            throws IOException, StoreException, InterruptedException {
        var upload = resumable(file, at);
        var sending = new Sending(file, upload, new ConcurrentSkipListMap<>(), new AtomicReference<>());
        var parts = sending.parts();
        var sha256 = sha256();
        var number = 0;
        for (long offset = 0; offset < file.size() && sending.isGood(); offset += upload.partSize()) {
            number++;
            var slice = new Slice(file.content(folder), offset, Math.min(upload.partSize(), file.size() - offset));
            var crc32c = new CRC32C();
            var crc32 = new CRC32();
            slice.digest(sha256::update, crc32c::update, crc32::update);
            var checks = new Checks((int) crc32c.getValue(), (int) crc32.getValue());
            var there = upload.parts().get(number);
            if (there != null && there.part().crc32c() == checks.crc32c()) {
                parts.put(number, there.part());
                progress.bytes(slice.length());
            } else {
                send(sending, number, slice, checks, transfers);
            }
        }
        transfers.await();
        sending.requireGood();
        complete(key(file, upload.at()), upload, parts.values().stream().toList(), file.size());
        finish(file, upload.at(), sha256.digest());
    }

    /**
     * The store forgets an upload when it is complete; whether it heard of that is seen by what it holds. One that says
     * yes while it is still at it is asked again; one that stays with that has lost the parts.
     */
    private void complete(String key, Unfinished upload, List<Part> parts, long size)
            throws StoreException, InterruptedException {
        for (int look = 1; ; look++) {
            try {
                retry.run(() -> store.complete(key, upload.upload(), parts, size));
                return;
            } catch (StoreException.UnknownUpload e) {
                if (retry.call(() -> store.holds(key, parts, size))) {
                    return;
                }
                throw e;
            } catch (StoreException.NotThere e) {
                if (look == MOST_LOOKS) {
                    throw new StoreException.UnknownUpload(String.valueOf(e.getMessage()), e);
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        }
    }

    private record Checks(int crc32c, int crc32) {}

    private void send(Sending sending, int number, Slice slice, Checks checks, Transfers transfers)
            throws StoreException, InterruptedException {
        var file = sending.file();
        var upload = sending.upload();
        transfers.submit(() -> {
            try {
                var copied = copied(file, upload, number, slice, checks);
                var part = copied.isPresent()
                        ? copied.get()
                        : retry.call(() ->
                                store.putPart(key(file, upload.at()), upload.upload(), number, slice, checks.crc32c()));
                sending.parts().put(number, part);
                journal.sent(file, upload, new SentPart(part, checks.crc32()));
                progress.bytes(slice.length());
            } catch (StoreException.ContentChanged | StoreException.UnknownUpload | StoreException.RefusedObject e) {
                sending.spoiled().compareAndSet(null, e);
            }
        });
    }

    /** The part, if the store could make it of the file as it was. */
    private Optional<Part> copied(LocalFile file, Unfinished upload, int number, Slice slice, Checks checks)
            throws StoreException {
        var before = journal.before(file.path());
        var like = before.flatMap(Uploaded::parts)
                .filter(parts -> parts.size() == upload.partSize())
                .map(parts -> parts.byNumber().get(number));
        if (!copies
                || like.isEmpty()
                || like.get().part().crc32c() != checks.crc32c()
                || like.get().crc32() != checks.crc32()
                || slice.offset() + slice.length() > before.get().fingerprint().size()) {
            return Optional.empty();
        }
        try {
            var copied = store.copyPart(
                    key(file, upload.at()),
                    upload.upload(),
                    number,
                    key(file, before.get().at()),
                    slice.offset(),
                    slice.length(),
                    like.get().part());
            copies = copied.isPresent();
            return copied;
        } catch (StoreException.Unavailable e) {
            // Sending it is tried for longer.
            return Optional.empty();
        }
    }

    /**
     * A file of which parts are under way.
     *
     * @param parts that the store has, by number
     * @param spoiled why the others need not be sent: the file has changed, or the store has forgotten it or does not
     *     take it. That is the affair of this file alone
     */
    private record Sending(
            LocalFile file,
            Unfinished upload,
            ConcurrentSkipListMap<Integer, Part> parts,
            AtomicReference<@Nullable StoreException> spoiled) {
        boolean isGood() {
            return spoiled.get() == null;
        }

        void requireGood() throws StoreException {
            var why = spoiled.get();
            if (why != null) {
                throw why;
            }
        }
    }

    private Unfinished resumable(LocalFile file, Optional<String> at) throws StoreException, InterruptedException {
        var unfinished = journal.unfinished(file.path());
        if (unfinished.isPresent()) {
            if (unfinished.get().fingerprint().equals(file.fingerprint())) {
                return unfinished.get();
            }
            abandon(file);
        }
        var partSize = PartSize.of(file.size());
        var copying = copies
                && journal.before(file.path())
                        .flatMap(Uploaded::parts)
                        .filter(parts -> parts.size() == partSize)
                        .isPresent();
        var upload = retry.call(() -> store.begin(key(file, at), copying));
        return journal.begun(file, at, upload, partSize);
    }

    private String key(LocalFile file, Optional<String> at) {
        return identity.attemptPrefix() + at.orElse(file.path());
    }

    private void finish(LocalFile file, Optional<String> at, byte[] sha256) {
        // One that changed after it was read is in the store as it was; the next scan sees that it is another now.
        journal.finished(file, at, HexFormat.of().formatHex(sha256));
        progress.file();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
