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
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.zip.CRC32C;

/**
 * Moves single files. Each is read twice, a part at a time: once for its checksum and, from the page cache, once more
 * on its way out; so the memory needed is a buffer however big the file is, and the store refuses what changed in
 * between.
 */
final class Upload {
    private final Path folder;
    private final Store store;
    private final Retry retry;
    private final Identity identity;
    private final Journal journal;
    private final Progress progress;

    Upload(Path folder, Store store, Retry retry, Identity identity, Journal journal, Progress progress) {
        this.folder = folder;
        this.store = store;
        this.retry = retry;
        this.identity = identity;
        this.journal = journal;
        this.progress = progress;
    }

    /** A file in one request. {@code at} is its key under the attempt's prefix, if that is not its path. */
    void whole(LocalFile file, Optional<String> at) throws IOException, StoreException, InterruptedException {
        var slice = new Slice(file.content(folder), 0, file.size());
        var sha256 = sha256();
        slice.digest(sha256::update);
        var digest = sha256.digest();
        retry.run(() -> store.put(key(file, at), slice, digest));
        progress.bytes(file.size());
        finish(file, at, digest);
    }

    /**
     * A file in parts, sent side by side while the next is read. Parts that an earlier uploader sent are read again,
     * since the checksum of the whole needs them, and not sent again; they decide on the key.
     */
    void inParts(LocalFile file, Optional<String> at, Transfers transfers)
            throws IOException, StoreException, InterruptedException {
        try {
            resumeOrBegin(file, at, transfers);
        } catch (StoreException.UnknownUpload e) {
            journal.abandoned(file.path());
            resumeOrBegin(file, at, transfers);
        }
    }

    private void resumeOrBegin(LocalFile file, Optional<String> at, Transfers transfers)
            throws IOException, StoreException, InterruptedException {
        var upload = resumable(file, at);
        var parts = new ConcurrentSkipListMap<Integer, Part>();
        var sha256 = sha256();
        var number = 0;
        for (long offset = 0; offset < file.size(); offset += upload.partSize()) {
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
                send(file, upload, number, slice, crc32c, parts, transfers);
            }
        }
        transfers.await();
        complete(key(file, upload.at()), upload, parts.values().stream().toList());
        finish(file, upload.at(), sha256.digest());
    }

    /** The store forgets an upload when it is complete; whether it heard of that is seen by what it holds. */
    private void complete(String key, Unfinished upload, List<Part> parts) throws StoreException, InterruptedException {
        try {
            retry.run(() -> store.complete(key, upload.upload(), parts));
        } catch (StoreException.UnknownUpload e) {
            if (!retry.call(() -> store.holds(key, parts))) {
                throw e;
            }
        }
    }

    private void send(
            LocalFile file,
            Unfinished upload,
            int number,
            Slice slice,
            int crc32c,
            ConcurrentSkipListMap<Integer, Part> parts,
            Transfers transfers)
            throws StoreException, InterruptedException {
        transfers.submit(() -> {
            var part = retry.call(() -> store.putPart(key(file, upload.at()), upload.upload(), number, slice, crc32c));
            parts.put(number, part);
            journal.sent(file, upload, part);
            progress.bytes(slice.length());
        });
    }

    private Unfinished resumable(LocalFile file, Optional<String> at) throws StoreException, InterruptedException {
        var unfinished = journal.unfinished(file.path());
        if (unfinished.isPresent()) {
            if (unfinished.get().fingerprint().equals(file.fingerprint())) {
                return unfinished.get();
            }
            var key = key(file, unfinished.get().at());
            retry.run(() -> store.abort(key, unfinished.get().upload()));
            journal.abandoned(file.path());
        }
        var upload = retry.call(() -> store.begin(key(file, at)));
        return journal.begun(file, at, upload, PartSize.of(file.size()));
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
