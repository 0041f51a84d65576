package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Checksums as S3's headers have them. */
final class Checksums {
    private Checksums() {}

    static String base64(byte[] checksum) {
        return Base64.getEncoder().encodeToString(checksum);
    }

    static String base64(int crc) {
        return base64(ByteBuffer.allocate(Integer.BYTES).putInt(crc).array());
    }

    static String md5(Slice content) throws StoreException {
        var md5 = md5();
        try {
            content.digest(md5::update);
        } catch (IOException e) {
            throw new StoreException.ContentChanged("the file went away while it was read: " + e, e);
        }
        return base64(md5.digest());
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
