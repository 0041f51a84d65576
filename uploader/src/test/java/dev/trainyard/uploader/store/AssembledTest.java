package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.Assembled.Held;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One proof is enough, and none is not. */
class AssembledTest {
    private static final Assembled KNOWN_BY_MD5 = of("\"d41d8cd98f00b204e9800998ecf8427e\"");
    private static final Assembled ENCRYPTED = of("\"no MD5\"");

    @Test
    void isKnownByTheTagThatTheStoreGave() {
        assertThat(ENCRYPTED.is(held("\"a-1\""), Optional.of("a-1"))).isTrue();
        assertThat(ENCRYPTED.is(held("\"b-1\""), Optional.of("a-1"))).isFalse();
        assertThat(ENCRYPTED.is(held("\"a-1\""), Optional.empty())).isFalse();
    }

    @Test
    void isKnownByTheTagThatItsPartsMake() {
        assertThat(KNOWN_BY_MD5.is(held("\"59adb24ef3cdbe0297f05b395827453f-1\""), Optional.empty()))
                .isTrue();
        assertThat(KNOWN_BY_MD5.is(held("\"59adb24ef3cdbe0297f05b395827453f-2\""), Optional.empty()))
                .isFalse();
    }

    /** The checksum of the four bytes 00 00 00 01. */
    @Test
    void isKnownByTheChecksumOfItsParts() {
        var held = new Held(7, Optional.of("\"of a key of KMS-1\""), Optional.of("of/lng==-1"));
        assertThat(ENCRYPTED.is(held, Optional.empty())).isFalse();
        assertThat(ENCRYPTED.is(new Held(7, Optional.empty(), Optional.of(checksum())), Optional.empty()))
                .isTrue();
    }

    @Test
    void isNothingWithoutATag() {
        assertThat(KNOWN_BY_MD5.is(new Held(7, Optional.empty(), Optional.empty()), Optional.of("a-1")))
                .isFalse();
    }

    @Test
    void hasItsSize() {
        var tag = Optional.of("\"a-1\"");
        assertThat(ENCRYPTED.is(new Held(6, tag, Optional.empty()), tag)).isFalse();
        assertThat(ENCRYPTED.is(new Held(-1, tag, Optional.empty()), tag)).isTrue();
    }

    private static String checksum() {
        var crc = new java.util.zip.CRC32C();
        crc.update(new byte[] {0, 0, 0, 1});
        return Checksums.base64((int) crc.getValue()) + "-1";
    }

    private static Assembled of(String receipt) {
        return new Assembled(List.of(new Store.Part(1, receipt, 1)), 7);
    }

    private static Held held(String etag) {
        return new Held(7, Optional.of(etag), Optional.empty());
    }
}
