package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How S3 says no, and what it is told beyond the contract. */
class S3StoreIT {
    private static S3ProxyStore server;

    @TempDir
    static Path objects;

    @TempDir
    Path files;

    @BeforeAll
    static void start() throws Exception {
        server = S3ProxyStore.start(objects);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    /** For servers that refuse the newer checksums. */
    @Test
    void checksByMd5() throws Exception {
        var there = server.location("md5/");
        try (var store = new PatientStore(new S3Location(
                there.bucket(),
                there.prefix(),
                there.endpoint(),
                there.region(),
                true,
                false,
                there.keys(),
                Map.of(),
                Optional.empty(),
                Network.DIRECT))) {
            var slice = new Slice(file("content"), 0, 7);
            store.put("whole", slice, sha256("content"));
            assertThat(object("md5/whole")).hasContent("content");
            assertThatThrownBy(() -> store.put("changed", slice, sha256("other")))
                    .isInstanceOf(StoreException.ContentChanged.class);

            var upload = store.begin("parts", false);
            var crc = new CRC32C();
            slice.digest(crc::update);
            store.complete("parts", upload, List.of(store.putPart("parts", upload, 1, slice, (int) crc.getValue())), 7);
            assertThat(object("md5/parts")).hasContent("content");

            store.create("manifest", bytes("1"));
            var version = store.read("manifest").orElseThrow().version();
            store.replace("manifest", bytes("2"), version);
            assertThat(store.replace("manifest", bytes("3"), version)).isFalse();
        }
    }

    @Test
    void saysThatTheBucketDoesNotExist() throws Exception {
        var there = server.location("");
        var typo = new S3Location(
                "artifcts",
                "",
                there.endpoint(),
                "us-east-1",
                true,
                true,
                there.keys(),
                Map.of(),
                Optional.empty(),
                Network.DIRECT);
        try (var store = new PatientStore(typo)) {
            assertThatThrownBy(() -> store.put("x", new Slice(file("x"), 0, 1), sha256("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessage(
                            "bucket \"artifcts\" does not exist at %s: create it, or correct spec.url of the ArtifactStore"
                                    .formatted(there.server()));
        }
    }

    @Test
    void saysThatTheKeyIsWrong() throws Exception {
        try (var store = new PatientStore(
                with("nobody", TestStore.SECRET_KEY, server.location("").endpoint()))) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("nobody");
        }
        try (var store = new PatientStore(
                with(TestStore.ACCESS_KEY, "wrong", server.location("").endpoint()))) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("the secret key does not fit the access key " + TestStore.ACCESS_KEY)
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void hopesForAStoreThatIsDown() throws Exception {
        var down = Optional.of(URI.create("http://127.0.0.1:1"));
        try (var store = new S3Store(with(TestStore.ACCESS_KEY, TestStore.SECRET_KEY, down), Bandwidth.unlimited())) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("http://127.0.0.1:1 cannot be reached");
        }
    }

    private static S3Location with(String accessKey, String secretKey, Optional<URI> endpoint) {
        return new S3Location(
                "artifacts",
                "",
                endpoint,
                "us-east-1",
                true,
                true,
                new FixedKeys(new Credentials(accessKey, secretKey, Optional.empty())),
                Map.of(),
                Optional.empty(),
                Network.DIRECT);
    }

    private static Path object(String key) {
        return objects.resolve("artifacts").resolve(key);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(files.resolve("file"), content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(String content) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(bytes(content));
    }
}
