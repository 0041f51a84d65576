package dev.trainyard.uploader.store;

import dev.trainyard.uploader.store.Store.Part;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a store holds once it has put an object together of these parts.
 *
 * @param size in bytes
 */
record Assembled(List<Part> parts, long size) {
    private static final int MD5_HEX = 32;

    /**
     * An object that a store holds.
     *
     * @param size in bytes; -1 where the store does not say
     * @param crc32c the checksum of the checksums of its parts, as S3 writes it
     */
    record Held(long size, Optional<String> etag, Optional<String> crc32c) {
        static Held of(HttpAnswer head) {
            return new Held(head.length(), head.etag(), head.crc32c());
        }
    }

    /**
     * Whether this is what the store holds. One proof is enough: the tag that the store gave when it put the parts
     * together, the tag that S3 makes of the parts' MD5 (no server does where a key of KMS encrypts the object), or the
     * checksum of the parts' checksums. Without any, the object may be the one that was there before.
     *
     * @param said the tag that the store gave, if its answer had one
     */
    boolean is(Held held, Optional<String> said) {
        if (held.size() >= 0 && held.size() != size) {
            return false;
        }
        var tag = held.etag().map(Assembled::unquoted);
        var isTag = tag.isPresent() && (tag.equals(said.map(Assembled::unquoted)) || tag.equals(etag()));
        return isTag || held.crc32c().equals(Optional.of(crc32c()));
    }

    /** The MD5 of the parts' MD5s and their number; empty where a part is not known by its MD5. */
    private Optional<String> etag() {
        var md5 = Checksums.md5();
        for (var part : parts) {
            var receipt = unquoted(part.receipt());
            if (receipt.length() != MD5_HEX || !receipt.chars().allMatch(HexFormat::isHexDigit)) {
                return Optional.empty();
            }
            md5.update(HexFormat.of().parseHex(receipt));
        }
        return Optional.of(Signature.hex(md5.digest()) + "-" + parts.size());
    }

    private String crc32c() {
        var crc = new CRC32C();
        for (var part : parts) {
            crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.crc32c()).flip());
        }
        return Checksums.base64((int) crc.getValue()) + "-" + parts.size();
    }

    static String unquoted(String etag) {
        return etag.replace("\"", "");
    }
}
