package dev.trainyard.uploader.output;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the trainer may have put in place of everything. */
class OutputFolderTest {
    @TempDir
    Path temporary;

    private Path secrets;
    private Path folder;
    private OutputFolder output;

    @BeforeEach
    void mount() throws IOException {
        secrets = Files.createDirectory(temporary.resolve("secrets"));
        Files.writeString(secrets.resolve("key"), "secret");
        folder = Files.createDirectory(temporary.resolve("output"));
        output = OutputFolder.at(folder);
    }

    @Test
    void readsFilesAndNothingThatALinkLeadsTo() throws IOException {
        Files.createDirectories(folder.resolve("model/a"));
        Files.writeString(folder.resolve("model/a/key"), "weights");
        assertThat(output.read("model/a/key")).isEqualTo("weights");

        Files.createSymbolicLink(folder.resolve("model/key"), secrets.resolve("key"));
        Files.createSymbolicLink(folder.resolve("model/b"), secrets);
        assertNothingAt("model/key");
        assertNothingAt("model/b/key");
        assertNothingAt("model/a/key/below");
        assertNothingAt("model/a");
        assertNothingAt("../secrets/key");
        assertNothingAt("model/../../secrets/key");
        assertThatThrownBy(() -> output.list("model/b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> output.list("model/key")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void doesNotWaitForAPipe() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertNothingAt("pipe");
        assertNothingAt("pipe/below");
        assertThatThrownBy(() -> output.open("pipe", CREATE, WRITE, APPEND)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void writesNowhereElse() throws IOException {
        Files.createSymbolicLink(folder.resolve("key"), secrets.resolve("key"));
        Files.createSymbolicLink(folder.resolve("new"), secrets.resolve("new"));
        Files.createSymbolicLink(folder.resolve("folder"), secrets);
        for (var path : new String[] {"key", "new", "folder/key", "folder/new"}) {
            assertThatThrownBy(() -> output.open(path, CREATE, WRITE)).as(path).isInstanceOf(NoSuchFileException.class);
        }
        assertThatThrownBy(() -> output.createFolders("folder")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> output.createFolders("folder/below")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> output.move("key", "folder/new")).isInstanceOf(NoSuchFileException.class);
        output.delete("folder/key");
        output.replace("key", "ours");
        output.deleteAll("folder");

        assertThat(folder.resolve("key")).isRegularFile().hasContent("ours");
        assertThat(folder.resolve("folder")).doesNotExist();
        assertThat(secrets).isDirectoryContaining("glob:**/key");
        assertThat(secrets.resolve("key")).hasContent("secret");
        try (var left = Files.list(secrets)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void makesMovesAndRemovesFolders() throws IOException {
        output.createFolders("a/b/c");
        output.createFolders("a/b/c");
        output.replace("a/b/c/file", "text");
        output.move("a/b/c/file", "a/moved");
        assertThat(output.read("a/moved")).isEqualTo("text");
        assertThat(output.attributes("a/moved").size()).isEqualTo(4);
        Files.createSymbolicLink(folder.resolve("a/b/link"), secrets);
        output.deleteAll("a");
        output.deleteAll("a");
        output.delete("missing");
        assertThat(folder).isEmptyDirectory();
        assertThat(secrets.resolve("key")).exists();
    }

    @Test
    void makesAFolderAfterAKill() throws IOException {
        Files.createDirectory(folder.resolve(OutputFolder.NEW));
        output.createFolders("a");
        assertThat(folder.resolve("a")).isEmptyDirectory();
        assertThat(folder.resolve(OutputFolder.NEW)).doesNotExist();
    }

    /** Deeper than folders may be open at once in many places, and than a path may be long. */
    @Test
    void removesATreeOfAnyDepth() throws IOException {
        Files.createDirectory(folder.resolve("tree"));
        for (int depth = 0; depth < 2_000; depth++) {
            Files.createDirectory(folder.resolve("next"));
            Files.move(folder.resolve("tree"), folder.resolve("next/tree"));
            Files.move(folder.resolve("next"), folder.resolve("tree"));
        }
        output.deleteAll("tree");
        assertThat(folder).isEmptyDirectory();
    }

    private void assertNothingAt(String path) {
        assertThatThrownBy(() -> output.open(path, READ)).as(path).isInstanceOf(NoSuchFileException.class);
    }
}
