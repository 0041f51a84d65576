package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.trainyard.uploader.store.TestStore.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the manifest names is in the store, and is what the trainer wrote. {@code -Dfiles=100000} for as many small
 * files, {@code -Dgigabytes=20} for as big a sparse one.
 */
class NeverWrongIT extends EveryStore {
    private static final int FILES = Integer.getInteger("files", 1000);
    private static final long SPARSE_BYTES = Long.getLong("gigabytes", 0) * 1_000_000_000 + (40 << 20);
    private static final int WHOLE = 16 << 20;

    /** One that is sent whole, and one in parts: the checksums are not the same. */
    @ParameterizedTest
    @ValueSource(ints = {1 << 20, WHOLE + 1})
    void sendsAgainWhatTheWireHasDamaged(int size) throws Exception {
        assumeTrue(kind == Kind.VERSITYGW || kind == Kind.S3PROXY, "it has no wire, or looks at no checksum");
        Files.write(pod.output.resolve("model"), random(size));
        pod.ended("Succeeded", 0);
        pod.start("run");
        pod.awaitLine("waiting for .*");
        wire.damageNext();
        assertThat(pod.exitCode()).isZero();
        assertThat(pod.log()).contains("\"model\" changed while it was uploaded, and is uploaded again");
        assertPublished(Map.of("model", random(size)));
    }

    @Test
    void noticesAChangeThatKeepsSizeAndTime() throws Exception {
        pod.run();
        pod.write("model", "first");
        var time = Files.getLastModifiedTime(pod.output.resolve("model"));
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        pod.write("model", "other");
        Files.setLastModifiedTime(pod.output.resolve("model"), time);
        pod.ended("Succeeded", 0);
        assertThat(pod.exitCode()).isZero();
        assertPublished(Map.of("model", bytes("other")));
    }

    @Test
    void waitsForAFileThatIsStillWritten() throws Exception {
        pod.write("still written", "");
        pod.write("model", "weights");
        pod.run();
        var writer = Thread.ofVirtual().start(() -> {
            try {
                for (int line = 0; line < 100; line++) {
                    Files.writeString(
                            pod.output.resolve("still written"), "line " + line + "\n", StandardOpenOption.APPEND);
                    Thread.sleep(20);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        pod.ended("Succeeded", 0);
        writer.join();
        assertThat(pod.exitCode()).isZero();
        // Of a file that grows by the time that it is uploaded, the manifest has what is in the store: all of it.
        assertPublished(Map.of(
                "still written", Files.readAllBytes(pod.output.resolve("still written")), "model", bytes("weights")));
    }

    /** Some of its parts are in the store by then, and are of no use. */
    @Test
    void sendsABigFileAgainThatChangesUnderWay() throws Exception {
        var file = pod.output.resolve("big");
        Files.write(file, new byte[40 << 20]);
        pod.environment.put("TRAINYARD_KIBIBYTES_PER_SECOND", "16384");
        pod.ended("Succeeded", 0);
        pod.start("run");
        while (pod.isAlive() && pod.journal().stream().noneMatch(line -> line.containsKey("part"))) {
            Thread.onSpinWait();
        }
        Files.write(file, random(30 << 20));
        assertThat(pod.exitCode()).as(pod.log()).isZero();
        assertPublished(Map.of("big", random(30 << 20)));
        try (var there = store.open(prefix)) {
            assertThat(there.begun("default/digits/")).isEmpty();
        }
    }

    @Test
    void saysWhatNeverRests() throws Exception {
        assumeTrue(kind == Kind.FOLDER, "it takes ten seconds, and the store has no part in it");
        pod.write("restless", "");
        pod.ended("Succeeded", 0);
        pod.start("run");
        while (pod.isAlive()) {
            pod.write("restless", Long.toString(System.nanoTime()));
            Thread.sleep(5);
        }
        assertThat(pod.exitCode()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("restless", "changes as fast as it is uploaded");
        assertThat(find("manifest.json")).isEmpty();
    }

    @Test
    void reportsAFileThatVanishes() throws Exception {
        pod.run();
        pod.write("a", "x");
        pod.done();
        pod.awaitLine("uploading files=1/1 .*");
        wire.cut();
        // A file of several parts is sent alone, so the next one is not read yet while the store is away.
        Files.write(pod.output.resolve("b"), random(WHOLE + 1));
        pod.write("gone before the upload", "x");
        pod.ended("Succeeded", 0);
        pod.awaitLine(".*next try in.*");
        Files.delete(pod.output.resolve("gone before the upload"));
        // It was uploaded, and the run no longer has it.
        Files.delete(pod.output.resolve("a"));
        wire.mend();
        assertThat(pod.exitCode()).isZero();
        assertThat(pod.log()).contains("\"gone before the upload\" vanished before it was uploaded");
        assertPublished(Map.of("b", random(WHOLE + 1)));
        assertThat(find("1/a")).isPresent();
    }

    @Test
    void uploadsWhatLinksInsidePointToAndNamesTheOthers() throws Exception {
        pod.write("model/weights", "weights");
        link("model/latest", "weights");
        Files.writeString(folder.resolve("outside"), "of another");
        link("outside", "../outside");
        link("nowhere", "nothing");
        link("loop", "loop");
        link("folder", "model");
        Files.createLink(pod.output.resolve("hard"), pod.output.resolve("model/weights"));
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        var weights = bytes("weights");
        assertPublished(Map.of("hard", weights, "model/latest", weights, "model/weights", weights));
        assertThat(list(manifest(), "skipped"))
                .extracting(skipped -> required((Map<?, ?>) skipped, "path"))
                .containsExactlyInAnyOrder("outside", "nowhere", "loop", "folder");
        assertThat(pod.log()).contains("not uploaded: \"outside\": it is a link out of the folder");
    }

    @Test
    void namesPipesAndDevices() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", pod.output.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        assertThat(manifest())
                .containsEntry("files", List.of())
                .containsEntry(
                        "skipped", List.of(Map.of("path", "pipe", "reason", "it is a device, a socket or a pipe")));
    }

    @Test
    void uploadsEmptyFilesAndNoEmptyFolders() throws Exception {
        pod.write("empty", "");
        pod.write("full", "x");
        Files.createDirectories(pod.output.resolve("empty folder/in it"));
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        assertPublished(Map.of("empty", new byte[0], "full", bytes("x")));
    }

    @Test
    void keepsOddNames() throws Exception {
        var files = new HashMap<String, byte[]>();
        for (var name : List.of(
                "with space",
                " ",
                "ünïcode/文件",
                "a+b%20c",
                "~!@#$&*()=:,;'\"<>|`",
                ".hidden",
                "back\\slash",
                "new\nline")) {
            if (kind.isStrict() || !name.contains("\n")) {
                pod.write(name, "of " + name);
                files.put(name, bytes("of " + name));
            }
        }
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        assertPublished(files);
    }

    /** Java has no such names, but a shell has. */
    @Test
    void namesWhatIsNoUtf8() throws Exception {
        var made = new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'caf\\351')\"")
                .directory(pod.output.toFile())
                .start();
        assertThat(made.waitFor()).isZero();
        pod.write("model", "weights");
        pod.ended("Succeeded", 0);
        assertThat(upload()).isZero();
        assertPublished(Map.of("model", bytes("weights")));
        assertThat(list(manifest(), "skipped")).hasSize(1);
        assertThat(pod.log()).contains("its name is not UTF-8");
    }

    @Test
    void uploadsThousandsOfSmallFiles() throws Exception {
        for (int i = 0; i < FILES; i++) {
            pod.write("d" + i % 100 + "/f" + i, "content " + i);
        }
        pod.ended("Succeeded", 0);
        pod.start("run");
        while (!pod.endsWithin(1000)) {
            // As long as it takes.
        }
        assertThat(pod.exitCode()).isZero();
        var entries = list(manifest(), "files");
        assertThat(entries).hasSize(FILES);
        for (int i = 0; i < FILES; i += FILES / 50) {
            var path = "d" + i % 100 + "/f" + i;
            assertThat(entries).contains(entry(path, "content " + i));
            assertThat(object("1/" + path)).asString().isEqualTo("content " + i);
        }
        if (FILES > 1000) {
            System.out.println("%s: %s".formatted(kind, pod.lastWords()));
        }
    }

    @Test
    void uploadsASparseFile() throws Exception {
        var path = pod.output.resolve("sparse");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SPARSE_BYTES);
            file.seek(SPARSE_BYTES / 2);
            file.write(bytes("in the middle of nothing"));
        }
        pod.ended("Succeeded", 0);
        pod.start("run");
        while (!pod.endsWithin(1000)) {
            // As long as it takes.
        }
        assertThat(pod.exitCode()).isZero();
        assertThat(manifest())
                .containsEntry(
                        "files",
                        List.of(Map.of("path", "sparse", "size", number(SPARSE_BYTES), "sha256", sha256(path))));
        if (SPARSE_BYTES < 1_000_000_000) {
            assertThat(object("1/sparse")).isEqualTo(Files.readAllBytes(path));
        } else {
            System.out.println("%s: %s".formatted(kind, pod.lastWords()));
        }
    }

    @Test
    void publishesNothingAsLongAsAFileCannotBeRead() throws Exception {
        pod.dropPrivileges();
        pod.write("model", "weights");
        pod.write("secret", "x");
        Files.setPosixFilePermissions(pod.output.resolve("secret"), PosixFilePermissions.fromString("---------"));
        pod.ended("Succeeded", 0);
        assertThat(upload()).isEqualTo(1);
        assertThat(pod.lastWords()).contains("cannot read", "secret", "fsGroup");
        assertThat(find("1/model")).isPresent();
        assertThat(find("manifest.json")).isEmpty();

        Files.setPosixFilePermissions(pod.output.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        assertThat(upload()).isZero();
        assertPublished(Map.of("model", bytes("weights"), "secret", bytes("x")));
    }

    @Test
    void publishesNothingAsLongAsAFolderCannotBeRead() throws Exception {
        pod.dropPrivileges();
        pod.write("secret/model", "weights");
        var secret = pod.output.resolve("secret");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("---------"));
        pod.ended("Succeeded", 0);
        try {
            assertThat(upload()).isEqualTo(1);
            assertThat(pod.lastWords()).contains("cannot read", "secret", "fsGroup");
            assertThat(find("manifest.json")).isEmpty();
        } finally {
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /** The manifest names these files and no others, and the store has them. */
    private void assertPublished(Map<String, byte[]> files) throws Exception {
        var entries = new ArrayList<Object>();
        for (var file : files.entrySet()) {
            entries.add(entry(file.getKey(), file.getValue()));
            assertThat(object("1/" + file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
        }
        assertThat(list(manifest(), "files")).containsExactlyInAnyOrderElementsOf(entries);
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(pod.output.resolve(path), Path.of(target));
    }

    /** As the JSON parser has it. */
    private static Object number(long value) {
        return value == (int) value ? (Object) (int) value : (Object) value;
    }

    private static String sha256(Path file) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        try (var content = new DigestInputStream(Files.newInputStream(file), digest)) {
            content.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
