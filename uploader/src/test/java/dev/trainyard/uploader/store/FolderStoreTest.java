package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStoreTest {
    @TempDir
    Path folder;

    /** The trainer can write into the journal what it likes. */
    @Test
    void knowsNoUploadThatIsAnotherJobsObject() throws IOException {
        var root = Files.createDirectory(folder.resolve("store"));
        var other = Files.writeString(root.resolve("manifest.json"), "another job's");
        var content = new Slice(Files.writeString(folder.resolve("content"), "forged"), 0, 6);
        try (var store = new FolderStore(new FolderLocation(root), Bandwidth.unlimited())) {
            for (var upload : List.of("../../../manifest.json", "../..", other.toString(), "")) {
                assertThatThrownBy(() -> store.putPart("a/key", upload, 1, content, 0))
                        .as(upload)
                        .isInstanceOf(StoreException.UnknownUpload.class);
                assertThatThrownBy(() -> store.complete("a/key", upload, List.of(), 0))
                        .as(upload)
                        .isInstanceOf(StoreException.UnknownUpload.class);
                assertThatThrownBy(() -> store.abort("a/key", upload))
                        .as(upload)
                        .isInstanceOf(StoreException.UnknownUpload.class);
            }
        }
        assertThat(other).hasContent("another job's");
        assertThat(root.resolve("a")).doesNotExist();
    }

    @Test
    void hasNoObjectsOutsideOfItsFolderNorUnderTwoNames() throws IOException {
        var root = Files.createDirectory(folder.resolve("store"));
        var other = Files.writeString(folder.resolve("other"), "not the store's");
        Files.createDirectories(root.resolve("run/1"));
        var anothers = Files.writeString(root.resolve("another"), "another run's");
        var content = new Slice(Files.writeString(folder.resolve("content"), "forged"), 0, 6);
        var sha256 = Signature.sha256("forged".getBytes(StandardCharsets.UTF_8));
        try (var store = new FolderStore(new FolderLocation(root), Bandwidth.unlimited())) {
            for (var key : List.of("../other", "run/1/../../another", "run/./1/x", other.toString(), "..", "")) {
                assertThatThrownBy(() -> store.delete(key)).as(key).isInstanceOf(StoreException.Refused.class);
                assertThatThrownBy(() -> store.read(key)).as(key).isInstanceOf(StoreException.Refused.class);
                assertThatThrownBy(() -> store.put(key, content, sha256))
                        .as(key)
                        .isInstanceOf(StoreException.Refused.class);
                assertThatThrownBy(() -> store.begin(key, false)).as(key).isInstanceOf(StoreException.Refused.class);
                assertThatThrownBy(() -> store.create(key, new byte[1]))
                        .as(key)
                        .isInstanceOf(StoreException.Refused.class);
            }
        }
        assertThat(other).hasContent("not the store's");
        assertThat(anothers).hasContent("another run's");
    }

    /** One removes the folder of unfinished uploads with its last while the other makes it. */
    @Test
    void twoAtOnceDoNotTakeEachOthersFolders() throws Exception {
        var root = Files.createDirectory(folder.resolve("store"));
        var content = new Slice(Files.writeString(folder.resolve("content"), "weights"), 0, 7);
        try (var store = new FolderStore(new FolderLocation(root), Bandwidth.unlimited());
                var threads = Executors.newFixedThreadPool(4)) {
            var ends = new ArrayList<Future<?>>();
            for (int thread = 0; thread < 4; thread++) {
                var key = "a/b/" + thread;
                ends.add(threads.submit(() -> {
                    for (int i = 0; i < 2000; i++) {
                        store.abort("a/b/other", store.begin("a/b/other", false));
                    }
                    store.put(key, content, sha256("weights"));
                    return key;
                }));
            }
            for (var end : ends) {
                assertThat(root.resolve((String) end.get())).hasContent("weights");
            }
        }
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }
}
