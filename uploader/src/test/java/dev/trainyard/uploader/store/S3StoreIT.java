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
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do, and how S3 says no. */
class S3StoreIT {
    private static S3Server server;

    @TempDir
    static Path objects;

    @TempDir
    Path files;

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start(objects);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storesWhatIsInTheFile(boolean checksums) throws Exception {
        var file = file("some content");
        try (var store = new PatientStore(location(checksums))) {
            store.put("whole " + checksums, new Slice(file, 5, 7), sha256("content"));
        }
        assertThat(object("whole " + checksums)).hasContent("content");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ünïcode/文件", "new\nline", "plus+percent%20", "-", "~!@#$&*()=:,;'\"<>|`"})
    void keepsOddNames(String name) throws Exception {
        try (var store = new PatientStore(server.location())) {
            store.put("odd/" + name, new Slice(file("x"), 0, 1), sha256("x"));
        }
        assertThat(object("odd/" + name)).hasContent("x");
    }

    @Test
    void storesAnEmptyFile() throws Exception {
        try (var store = new PatientStore(server.location())) {
            store.put("empty", new Slice(file(""), 0, 0), sha256(""));
        }
        assertThat(object("empty")).isEmptyFile();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void putsPartsTogether(boolean checksums) throws Exception {
        var content = new byte[(5 << 20) + 1];
        new Random(1).nextBytes(content);
        var file = Files.write(files.resolve("big"), content);
        var key = "parts " + checksums;
        try (var store = new PatientStore(location(checksums))) {
            var upload = store.begin(key);
            var first = new Slice(file, 0, 5 << 20);
            var second = new Slice(file, 5 << 20, 1);
            var two = store.putPart(key, upload, 2, second, crc32c(second));
            var one = store.putPart(key, upload, 1, first, crc32c(first));
            store.complete(key, upload, List.of(one, two));
            assertThat(object(key)).hasBinaryContent(content);
            assertThatThrownBy(() -> store.complete("never begun", "no such upload", List.of(one, two)))
                    .isInstanceOf(StoreException.UnknownUpload.class);
        }
    }

    @Test
    void refusesContentThatChanged() throws Exception {
        try (var store = new PatientStore(server.location())) {
            var slice = file("new");
            var changed = sha256("old");
            assertThatThrownBy(() -> store.put("changed", new Slice(slice, 0, 3), changed))
                    .isInstanceOf(StoreException.ContentChanged.class);
            var longer = sha256("newer");
            assertThatThrownBy(() -> store.put("shorter", new Slice(slice, 0, 4), longer))
                    .isInstanceOf(StoreException.ContentChanged.class);
        }
        assertThat(object("changed")).doesNotExist();
        assertThat(object("shorter")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void createsOnceAndReplacesWhatWasRead(boolean checksums) throws Exception {
        var key = "manifest " + checksums;
        try (var store = new PatientStore(location(checksums))) {
            assertThat(store.read(key)).isEmpty();
            store.create(key, bytes("1"));
            var first = store.read(key).orElseThrow();
            assertThat(first.content()).isEqualTo("1");
            assertThat(store.create(key, bytes("2"))).isFalse();

            store.replace(key, bytes("3"), first.version());
            assertThat(store.replace(key, bytes("4"), first.version())).isFalse();
            assertThat(store.read(key).orElseThrow().content()).isEqualTo("3");
        }
    }

    @Test
    void abortsAndForgets() throws Exception {
        try (var store = new PatientStore(server.location())) {
            var upload = store.begin("aborted");
            store.abort("aborted", upload);
            store.abort("aborted", upload);
        }
        assertThat(object("aborted")).doesNotExist();
    }

    @Test
    void saysThatTheBucketDoesNotExist() throws Exception {
        var there = server.location();
        var typo = new Location("artifcts", "", there.endpoint(), "us-east-1", true, true, there.credentials());
        try (var store = new PatientStore(typo)) {
            assertThatThrownBy(() -> store.put("x", new Slice(file("x"), 0, 1), sha256("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessage(
                            "bucket \"artifcts\" does not exist at %s: create it, or correct spec.url of the ArtifactStore"
                                    .formatted(server.endpoint()));
        }
    }

    @Test
    void saysThatTheKeyIsWrong() throws Exception {
        try (var store = new PatientStore(with("nobody", S3Server.SECRET_KEY))) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("nobody");
        }
        try (var store = new PatientStore(with(S3Server.ACCESS_KEY, "wrong"))) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("the secret key does not fit the access key " + S3Server.ACCESS_KEY)
                    .hasMessageNotContaining("wrong");
        }
    }

    @Test
    void hopesForAStoreThatIsDown() throws Exception {
        var down = server.location();
        try (var store = new S3Store(new Location(
                "artifacts",
                "",
                Optional.of(URI.create("http://127.0.0.1:1")),
                "us-east-1",
                true,
                true,
                down.credentials()))) {
            assertThatThrownBy(() -> store.create("x", bytes("x")))
                    .isInstanceOf(StoreException.Unavailable.class)
                    .hasMessageContaining("http://127.0.0.1:1 cannot be reached");
        }
    }

    private static Location with(String accessKey, String secretKey) {
        var right = server.location();
        return new Location(
                right.bucket(),
                right.prefix(),
                right.endpoint(),
                right.region(),
                true,
                true,
                new Location.Credentials(accessKey, secretKey, Optional.empty()));
    }

    private static Location location(boolean checksums) {
        var with = server.location();
        return new Location(
                with.bucket(), with.prefix(), with.endpoint(), with.region(), true, checksums, with.credentials());
    }

    private static Path object(String key) {
        return objects.resolve("artifacts/models").resolve(key);
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

    private static int crc32c(Slice slice) throws IOException {
        var crc = new CRC32C();
        slice.digest(crc::update);
        return (int) crc.getValue();
    }
}
