package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.trainyard.uploader.output.OutputFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScanTest {
    @TempDir
    Path temporary;

    private Path folder;

    @BeforeEach
    void mount() throws IOException {
        folder = Files.createDirectory(temporary.resolve("output"));
    }

    @Test
    void findsFilesWhateverTheirNames() throws IOException {
        write("model/variables/a.index");
        write("with space");
        write("new\nline");
        write("ünïcode/文件");
        write("model/DONE");
        Files.createDirectories(folder.resolve("empty/folder"));
        assertThat(scan().files().keySet())
                .containsExactly("model/DONE", "model/variables/a.index", "new\nline", "with space", "ünïcode/文件");
        assertThat(scan().bytes()).isEqualTo(5);
    }

    @Test
    void leavesOutWhatIsNotTheRuns() throws IOException {
        write("DONE");
        write(".trainyard/run.json");
        Files.createDirectory(folder.resolve("lost+found"));
        assertThat(scan().files()).isEmpty();
        assertThat(scan().skipped()).isEmpty();
    }

    @Test
    void followsLinksToFilesInsideOnly() throws IOException {
        write("model/weights");
        write(".trainyard/run.json");
        link("inside", "model/weights");
        Files.createFile(temporary.resolve("outside"));
        link("outside", "../outside");
        link("model/up", "..");
        link("loop", "loop");
        link("nowhere", "missing");
        link("own", ".trainyard/run.json");

        var scan = scan();
        assertThat(scan.files().keySet()).containsExactly("inside", "model/weights");
        assertThat(scan.files().values())
                .first()
                .extracting(file -> file.content(OutputFolder.at(folder)))
                .isEqualTo(OutputFolder.at(folder).file("model/weights"));
        assertThat(scan.skipped())
                .containsExactlyInAnyOrder(
                        new Skipped("outside", "it is a link out of the folder"),
                        new Skipped(
                                "model/up", "it is a link to a folder, whose files are uploaded under their own paths"),
                        new Skipped("loop", "it is a link to nothing, or to itself"),
                        new Skipped("nowhere", "it is a link to nothing, or to itself"),
                        new Skipped("own", "it is a link to what is not uploaded"));
    }

    @Test
    void readsLinksItself() throws IOException {
        write("model/a/weights");
        link("absolute", folder.resolve("model/a/weights").toString());
        link("latest", "model");
        link("through", "latest/a/../a/./weights");
        link("again", "through");
        link("out-and-back", "../output/../output/model/a/weights");
        link("absolute-and-out", folder.resolve("../output/model").toString() + "/../../../etc/hostname");
        link("below-a-file", "model/a/weights/x");
        assertThat(scan().files().values())
                .filteredOn(file -> !file.path().startsWith("model/"))
                .extracting(file -> file.content(OutputFolder.at(folder)))
                .containsExactly(
                        OutputFolder.at(folder).file("model/a/weights"),
                        OutputFolder.at(folder).file("model/a/weights"),
                        OutputFolder.at(folder).file("model/a/weights"));
        assertThat(scan().files().keySet()).contains("absolute", "again", "through");
        assertThat(scan().skipped())
                .contains(
                        new Skipped("out-and-back", "it is a link out of the folder"),
                        new Skipped("absolute-and-out", "it is a link out of the folder"),
                        new Skipped("below-a-file", "it is a link to nothing, or to itself"));
    }

    @Test
    void doesNotFollowTheFolderOfTheCheckpoints() throws IOException {
        Files.createDirectories(temporary.resolve("secrets/checkpoint"));
        Files.writeString(temporary.resolve("secrets/checkpoint/key.pt"), "secret");
        link("checkpoint", "../secrets/checkpoint");
        link("runs", "../secrets");
        assertThat(Scan.of(OutputFolder.at(folder), "checkpoint", 0).files()).isEmpty();
        assertThat(Scan.of(OutputFolder.at(folder), "runs/checkpoint", 0).files())
                .isEmpty();
        assertThat(Scan.of(OutputFolder.at(folder), "missing", 0).files()).isEmpty();
    }

    @Test
    void skipsPathsThatNoStoreTakes() throws IOException {
        write("a".repeat(200) + "/" + "b".repeat(200));
        assertThat(Scan.of(OutputFolder.at(folder), Scan.LONGEST_KEY - 401).files())
                .hasSize(1);
        assertThat(Scan.of(OutputFolder.at(folder), Scan.LONGEST_KEY - 400).skipped())
                .singleElement()
                .satisfies(skipped -> assertThat(skipped.reason()).contains("too long"));
    }

    @Test
    void noticesAChangeThatKeepsSizeAndTime() throws IOException {
        write("weights");
        var before = scan();
        var file = folder.resolve("weights");
        var modified = Files.getLastModifiedTime(file);
        // A file system's clock may tick only every few milliseconds.
        while (scan().equals(before)) {
            Files.writeString(file, "y");
            Files.setLastModifiedTime(file, modified);
        }
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
        assertThat(scan().bytes()).isEqualTo(1);
    }

    @Test
    void namesWhatItMayNotRead() throws IOException {
        assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
        write("secret/file");
        Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("---------"));
        try {
            assertThat(scan().unreadable()).containsExactly("secret/");
        } finally {
            Files.setPosixFilePermissions(folder.resolve("secret"), PosixFilePermissions.fromString("rwx------"));
        }
    }

    private Scan scan() throws IOException {
        return Scan.of(OutputFolder.at(folder), 0);
    }

    private void write(String path) throws IOException {
        var file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
    }

    private void link(String path, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(path), Path.of(target));
    }
}
