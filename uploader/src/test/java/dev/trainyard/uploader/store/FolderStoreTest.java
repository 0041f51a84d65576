package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
}
