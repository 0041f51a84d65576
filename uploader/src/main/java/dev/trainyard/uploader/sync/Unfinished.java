package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.Map;
import java.util.Optional;

/**
 * A file that the store has parts of.
 *
 * @param fingerprint what the file was when it was begun; parts of another are of no use
 * @param at its key under the attempt's prefix, if that is not its path
 * @param upload the store's id
 * @param parts by number
 */
record Unfinished(
        Fingerprint fingerprint, Optional<String> at, String upload, long partSize, Map<Integer, SentPart> parts) {}
