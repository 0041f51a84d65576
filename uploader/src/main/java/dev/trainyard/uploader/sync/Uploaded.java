package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;

/**
 * A file that is in the store.
 *
 * @param fingerprint what the file was when it was read
 * @param sha256 of its content, hexadecimal
 */
record Uploaded(Fingerprint fingerprint, String sha256) {}
