package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.Store.Begun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every store must do. */
@ParameterizedClass
@MethodSource("dev.trainyard.uploader.store.TestStore$Kind#here")
class StoreContractIT {
    private static final int SMALLEST_PART = 5 << 20;

    @TempDir
    static Path objects;

    @SuppressWarnings("NullAway.Init") // set before each round of the class
    private static TestStore server;

    @Parameter
    private TestStore.Kind kind = TestStore.Kind.S3PROXY;

    @TempDir
    Path files;

    private Store store;

    @BeforeParameterizedClassInvocation
    static void start(TestStore.Kind kind) throws Exception {
        server = kind.start(objects.resolve(kind.name()));
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        server.close();
    }

    @BeforeEach
    void open() {
        store = new PatientStore(server.location(kind + "/"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void storesWhatIsInTheFile() throws Exception {
        store.put("whole", new Slice(file("some content"), 5, 7), sha256("content"));
        assertThat(object("whole")).asString().isEqualTo("content");
        store.put("whole", new Slice(file("other"), 0, 5), sha256("other"));
        assertThat(object("whole")).asString().isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "ünïcode/文件", "new\nline", "plus+percent%20", "-", "~!@#$&*()=:,;'\"<>|`"})
    void keepsOddNames(String name) throws Exception {
        assumeTrue(kind.isStrict() || !name.contains("\n"));
        store.put("odd/" + name, new Slice(file("x"), 0, 1), sha256("x"));
        assertThat(object("odd/" + name)).asString().isEqualTo("x");
    }

    @Test
    void storesAnEmptyFile() throws Exception {
        store.put("empty", new Slice(file(""), 0, 0), sha256(""));
        assertThat(object("empty")).isEmpty();
    }

    @Test
    void putsPartsTogetherAndKnowsThemAgain() throws Exception {
        var content = random(SMALLEST_PART + 1);
        var file = Files.write(files.resolve("big"), content);
        var upload = store.begin("parts", false);
        var first = new Slice(file, 0, SMALLEST_PART);
        var second = new Slice(file, SMALLEST_PART, 1);
        var two = store.putPart("parts", upload, 2, second, crc32c(second));
        var one = store.putPart("parts", upload, 1, first, crc32c(first));
        assertThat(server.object(kind + "/parts")).isEmpty();
        assertThat(store.holds("parts", List.of(one, two), SMALLEST_PART + 1)).isFalse();

        store.complete("parts", upload, List.of(one, two), SMALLEST_PART + 1);
        assertThat(object("parts")).isEqualTo(content);
        assertThat(store.holds("parts", List.of(one, two), SMALLEST_PART + 1)).isTrue();
        assertThat(store.holds("parts", List.of(one), SMALLEST_PART)).isFalse();
    }

    /** Empty is an answer too; a wrong part is none. */
    @Test
    void makesAPartOfWhatItHas() throws Exception {
        var content = random(2 * SMALLEST_PART + 1);
        var file = Files.write(files.resolve("big"), content);
        var upload = store.begin("source", false);
        var parts = new ArrayList<Store.Part>();
        for (int number = 1; number <= 3; number++) {
            var from = (number - 1L) * SMALLEST_PART;
            var slice = new Slice(file, from, Math.min(SMALLEST_PART, content.length - from));
            parts.add(store.putPart("source", upload, number, slice, crc32c(slice)));
        }
        store.complete("source", upload, parts, content.length);

        var next = store.begin("source", true);
        var second = store.copyPart("source", next, 2, "source", SMALLEST_PART, SMALLEST_PART, parts.get(1));
        assertThat(second.isPresent()).isEqualTo(kind != TestStore.Kind.FOLDER);
        assertThat(store.copyPart("source", next, 3, "source", SMALLEST_PART, SMALLEST_PART, parts.get(0)))
                .as("what is not the same part")
                .isEmpty();
        assertThat(store.copyPart("source", next, 3, "never", 0, SMALLEST_PART, parts.get(0)))
                .isEmpty();
        if (second.isPresent()) {
            content[0]++;
            Files.write(file, content);
            var changed = new Slice(file, 0, SMALLEST_PART);
            var first = store.putPart("source", next, 1, changed, crc32c(changed));
            var end = new Slice(file, 2 * SMALLEST_PART, 1);
            var third = store.putPart("source", next, 3, end, crc32c(end));
            store.complete("source", next, List.of(first, second.get(), third), content.length);
            assertThat(object("source")).isEqualTo(content);
        }
    }

    /** It was killed while it put the parts together: asked again, it says that it has. */
    @Test
    void takesNoPromiseForAnObject() throws Exception {
        assumeTrue(kind == TestStore.Kind.VERSITYGW, "another does not say so");
        var slice = new Slice(file("content"), 0, 7);
        var upload = store.begin("promised", false);
        var part = store.putPart("promised", upload, 1, slice, crc32c(slice));
        var md5 = HexFormat.of().parseHex(part.receipt().replace("\"", ""));
        var claim = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(md5)) + "-1";
        try (var files = Files.walk(objects.resolve(kind.name()))) {
            var begun = files.filter(file -> file.endsWith(upload)).findFirst().orElseThrow();
            Files.move(begun, begun.resolveSibling(upload + "." + claim + ".inprogress"));
        }
        assertThatThrownBy(() -> store.complete("promised", upload, List.of(part), 7))
                .isInstanceOf(StoreException.NotThere.class);
    }

    @Test
    void knowsNoUploadThatWasNeverBegun() {
        assumeTrue(kind.isStrict());
        var part = new Store.Part(1, "\"d41d8cd98f00b204e9800998ecf8427e\"", 0);
        assertThatThrownBy(() -> store.complete("never", "8b1f2c3e-0000-4000-8000-000000000000", List.of(part), 1))
                .isInstanceOf(StoreException.UnknownUpload.class);
    }

    @Test
    void refusesContentThatChanged() throws Exception {
        assumeTrue(kind.isStrict());
        var file = file("new");
        var changed = sha256("old");
        assertThatThrownBy(() -> store.put("changed", new Slice(file, 0, 3), changed))
                .isInstanceOf(StoreException.ContentChanged.class);
        var longer = sha256("newer");
        assertThatThrownBy(() -> store.put("shorter", new Slice(file, 0, 4), longer))
                .isInstanceOf(StoreException.ContentChanged.class);
        assertThat(server.object(kind + "/changed")).isEmpty();
        assertThat(server.object(kind + "/shorter")).isEmpty();
    }

    @Test
    void refusesAPartThatChanged() throws Exception {
        assumeTrue(kind.isStrict());
        var upload = store.begin("part", false);
        var slice = new Slice(file("new"), 0, 3);
        assertThatThrownBy(() -> store.putPart("part", upload, 1, slice, 1))
                .isInstanceOf(StoreException.ContentChanged.class);
        store.abort("part", upload);
    }

    @Test
    void createsOnceAndReplacesWhatWasRead() throws Exception {
        assertThat(store.read("manifest")).isEmpty();
        store.create("manifest", bytes("1"));
        var first = store.read("manifest").orElseThrow();
        assertThat(first.content()).isEqualTo("1");
        assertThat(store.create("manifest", bytes("2"))).isFalse();

        store.replace("manifest", bytes("3"), first.version());
        assertThat(store.replace("manifest", bytes("4"), first.version())).isFalse();
        assertThat(store.read("manifest").orElseThrow().content()).isEqualTo("3");
    }

    @Test
    void letsOneOfManyCreate() throws Exception {
        var writers = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 8; i++) {
            var content = bytes("writer " + i);
            writers.add(() -> store.create("contested", content));
        }
        try (var threads = Executors.newFixedThreadPool(writers.size())) {
            var won = 0;
            for (var writer : threads.invokeAll(writers)) {
                won += writer.get() ? 1 : 0;
            }
            // One whose answer was lost asks again, and is told that there is one: its own.
            assertThat(won).isLessThanOrEqualTo(1);
        }
        assertThat(store.read("contested").orElseThrow().content()).startsWith("writer ");
    }

    @Test
    void listsWhatIsBegunAndForgetsWhatIsAborted() throws Exception {
        var upload = store.begin("run a/1/aborted", false);
        var other = store.begin("run b/1/other", false);
        assertThat(store.begun("run a/")).containsExactly(new Begun("run a/1/aborted", upload));
        store.abort("run a/1/aborted", upload);
        store.abort("run a/1/aborted", upload);
        assertThat(store.begun("run a/")).isEmpty();
        assertThat(server.object(kind + "/run a/1/aborted")).isEmpty();
        store.abort("run b/1/other", other);
    }

    @Test
    void fetchesAnObjectFromAnyByteOn() throws Exception {
        store.put("fetched", new Slice(file("some content"), 0, 12), sha256("some content"));
        var whole = new ByteArrayOutputStream();
        assertThat(store.fetch("fetched", 0, whole)).isTrue();
        assertThat(whole).hasToString("some content");
        var rest = new ByteArrayOutputStream();
        assertThat(store.fetch("fetched", 5, rest)).isTrue();
        assertThat(rest).hasToString("content");
        assertThat(store.fetch("never", 0, rest)).isFalse();
    }

    @Test
    void tellsAFullDiskFromAStoreThatDoesNotAnswer() throws Exception {
        store.put("fetched", new Slice(file("x"), 0, 1), sha256("x"));
        var full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> store.fetch("fetched", 0, full)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void deletesWhatIsThereAndWhatIsNot() throws Exception {
        store.put("deleted/one", new Slice(file("x"), 0, 1), sha256("x"));
        store.put("deleted/other", new Slice(file("x"), 0, 1), sha256("x"));
        store.delete("deleted/one");
        store.delete("deleted/one");
        assertThat(server.object(kind + "/deleted/one")).isEmpty();
        assertThat(object("deleted/other")).asString().isEqualTo("x");
    }

    private byte[] object(String key) throws Exception {
        return server.object(kind + "/" + key).orElseThrow();
    }

    private static byte[] random(int size) {
        var content = new byte[size];
        new Random(1).nextBytes(content);
        return content;
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
