package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.store.Retry;
import dev.trainyard.uploader.store.Slice;
import dev.trainyard.uploader.store.Store;
import dev.trainyard.uploader.store.Store.Part;
import dev.trainyard.uploader.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Moves single files. Each is read twice, a part at a time: once for its checksum and, from the page cache, once more
 * on its way out; so the memory needed is a buffer however big the file is, and the store refuses what changed in
 * between.
 */
final class Upload {
    /** Five minutes: a big file is copied together at a few hundred megabytes a second. */
    private static final int MOST_LOOKS = 100;

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

    private final Path folder;
    private final Store store;
    private final Retry retry;
    private final String prefix;
    private final Journal journal;
    private final Progress progress;

    /** @param prefix of the attempt's keys, ending in {@code /} */
    Upload(Path folder, Store store, Retry retry, String prefix, Journal journal, Progress progress) {
        this.folder = folder;
        this.store = store;
        this.retry = retry;
        this.prefix = prefix;
        this.journal = journal;
        this.progress = progress;
    }

    /** A file in one request. */
    void whole(LocalFile file) throws IOException, StoreException, InterruptedException {
        var slice = new Slice(file.content(folder), 0, file.size());
        var sha256 = sha256();
        slice.digest(sha256::update);
        var digest = sha256.digest();
        retry.run(() -> store.put(prefix + file.path(), slice, digest));
        progress.bytes(file.size());
        finish(file, digest);
    }

    /**
     * A file in parts, sent side by side while the next is read. Parts that an earlier uploader sent are read again,
     * since the checksum of the whole needs them, and not sent again.
     */
    void inParts(LocalFile file, Transfers transfers) throws IOException, StoreException, InterruptedException {
        try {
            resumeOrBegin(file, transfers);
        } catch (StoreException.UnknownUpload e) {
            journal.abandoned(file.path());
            resumeOrBegin(file, transfers);
        }
    }

    private void resumeOrBegin(LocalFile file, Transfers transfers)
            throws IOException, StoreException, InterruptedException {
        var key = prefix + file.path();
        var upload = resumable(file, key);
        var sending = new Sending(file, upload, new ConcurrentSkipListMap<>(), new AtomicReference<>());
        var parts = sending.parts();
        var sha256 = sha256();
        var number = 0;
        for (long offset = 0; offset < file.size() && sending.isGood(); offset += upload.partSize()) {
            number++;
            var slice = new Slice(file.content(folder), offset, Math.min(upload.partSize(), file.size() - offset));
            var crc = new CRC32C();
            slice.digest(sha256::update, crc::update);
            var crc32c = (int) crc.getValue();
            var there = upload.parts().get(number);
            if (there != null && there.crc32c() == crc32c) {
                parts.put(number, there);
                progress.bytes(slice.length());
            } else {
                send(sending, number, slice, crc32c, transfers);
            }
        }
        transfers.await();
        sending.requireGood();
        complete(key, upload, parts.values().stream().toList());
        finish(file, sha256.digest());
    }

    /**
     * The store forgets an upload when it is complete; whether it heard of that is seen by what it holds. One that says
     * yes while it is still at it is asked again; one that stays with that has lost the parts.
     */
    private void complete(String key, Unfinished upload, List<Part> parts) throws StoreException, InterruptedException {
        for (int look = 1; ; look++) {
            try {
                retry.run(() -> store.complete(key, upload.upload(), parts));
                return;
            } catch (StoreException.UnknownUpload e) {
                if (retry.call(() -> store.holds(key, parts))) {
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

    private void send(Sending sending, int number, Slice slice, int crc32c, Transfers transfers)
            throws StoreException, InterruptedException {
        var file = sending.file();
        var upload = sending.upload();
        transfers.submit(() -> {
            try {
                var part =
                        retry.call(() -> store.putPart(prefix + file.path(), upload.upload(), number, slice, crc32c));
                sending.parts().put(number, part);
                journal.sent(file, upload, part);
                progress.bytes(slice.length());
            } catch (StoreException.ContentChanged | StoreException.UnknownUpload e) {
                sending.spoiled().compareAndSet(null, e);
            }
        });
    }

    /**
     * A file of which parts are under way.
     *
     * @param parts that the store has, by number
     * @param spoiled why the others need not be sent: the file has changed, or the store has forgotten it. That is the
     *     affair of this file alone
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

    private Unfinished resumable(LocalFile file, String key) throws StoreException, InterruptedException {
        var unfinished = journal.unfinished(file.path());
        if (unfinished.isPresent()) {
            if (unfinished.get().fingerprint().equals(file.fingerprint())) {
                return unfinished.get();
            }
            retry.run(() -> store.abort(key, unfinished.get().upload()));
            journal.abandoned(file.path());
        }
        var upload = retry.call(() -> store.begin(key));
        return journal.begun(file, upload, PartSize.of(file.size()));
    }

    private void finish(LocalFile file, byte[] sha256) {
        // One that changed after it was read is in the store as it was; the next scan sees that it is another now.
        journal.finished(file, HexFormat.of().formatHex(sha256));
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
