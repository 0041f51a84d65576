package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.Optional;

/**
 * A file that is in the store.
 *
 * @param fingerprint what the file was when it was read
 * @param sha256 of its content, hexadecimal
 * @param at its key under the attempt's prefix, if that is not its path
 * @param parts that it was sent in, if it was
 */
record Uploaded(Fingerprint fingerprint, String sha256, Optional<String> at, Optional<SentParts> parts) {}
