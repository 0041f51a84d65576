package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What is in a file: how much, and which. */
record Contents(long size, String sha256) {
    private static final int BUFFER = 1 << 16;

    /** Of what is longer than {@code most}, one byte more than that: a store that never stops is not read for ever. */
    static Contents of(InputStream in, long most) throws IOException {
        var digest = newDigest();
        var buffer = new byte[BUFFER];
        var size = 0L;
        for (var read = in.read(buffer); read >= 0 && size <= most; read = in.read(buffer)) {
            var counted = (int) Math.min(read, most + 1 - size);
            digest.update(buffer, 0, counted);
            size += counted;
        }
        return new Contents(size, HexFormat.of().formatHex(digest.digest()));
    }

    boolean are(Manifest.File file) {
        return size == file.size() && sha256.equals(file.sha256());
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new Failure("This Java has no SHA-256.", impossible);
        }
    }
}
