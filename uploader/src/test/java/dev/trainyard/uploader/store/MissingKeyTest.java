package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** To who may not list the bucket, AWS says "access denied" of a key that is not there. */
class MissingKeyTest {
    private AwsBucket bucket;
    private S3Store store;

    @BeforeEach
    void open() throws IOException {
        bucket = new AwsBucket();
        bucket.mayList = false;
        store = new S3Store(bucket.location(), Bandwidth.unlimited());
    }

    @AfterEach
    void close() {
        store.close();
        bucket.close();
    }

    @Test
    void countsAsMissing() throws StoreException {
        assertThat(store.read("manifest")).isEmpty();
        assertThat(store.fetch("file", 0, new ByteArrayOutputStream())).isFalse();
        assertThat(store.create("manifest", bytes("1"))).isTrue();
        var there = store.read("manifest").orElseThrow();
        assertThat(store.create("manifest", bytes("2"))).isFalse();
        assertThat(store.replace("manifest", bytes("2"), there.version())).isTrue();
        store.delete("manifest");
        assertThat(store.read("manifest")).isEmpty();
        assertThat(store.replace("manifest", bytes("3"), there.version())).isFalse();
    }

    /** Else who publishes would ask for ever: it is there, and it is not. */
    @Test
    void isForbiddenWhereItIsKnownToBeThere() throws StoreException {
        bucket.mayRead = false;
        assertThat(store.create("manifest", bytes("1"))).isTrue();
        assertThatThrownBy(() -> store.read("manifest"))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("s3:GetObject");
    }

    @Test
    void isForbiddenToWhoWouldBeToldThatItIsMissing() throws StoreException {
        bucket.mayList = true;
        bucket.mayRead = false;
        store.create("manifest", bytes("1"));
        try (var other = new S3Store(bucket.location(), Bandwidth.unlimited())) {
            assertThatThrownBy(() -> other.read("manifest")).isInstanceOf(StoreException.Refused.class);
        }
    }

    @Test
    void isNotMistakenForAKeyThatHasExpired() {
        bucket.refuses = request -> request.startsWith("HEAD") || request.startsWith("GET")
                ? Optional.of(new AwsBucket.Refusal(403, "InvalidAccessKeyId"))
                : Optional.empty();
        assertThatThrownBy(() -> store.read("manifest"))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("does not know the access key");
        assertThatThrownBy(() -> store.holds("big", java.util.List.of(), 1))
                .as("HEAD has no room for the reason")
                .hasMessageContaining("does not know the access key");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
