package dev.trainyard.uploader.sync;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A manifest that is in the store.
 *
 * @param manifestSha256 of the manifest, hexadecimal
 */
public record Published(int attempt, Outcome outcome, int files, long bytes, String manifestSha256) {
    /** Of a manifest and what it is as JSON, which is too big to be rendered twice. */
    public static Published of(Manifest manifest, byte[] json) {
        return new Published(
                manifest.identity().attempt(),
                manifest.outcome(),
                manifest.files().size(),
                manifest.bytes(),
                sha256(json));
    }

    private static String sha256(byte[] json) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
