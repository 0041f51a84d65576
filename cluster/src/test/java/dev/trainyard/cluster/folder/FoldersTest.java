package dev.trainyard.cluster.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.image.Interpreters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
    @Test
    void linksAreRemovedAndNotFollowed(@TempDir Path parent) throws IOException {
        var kept = Files.writeString(parent.resolve("kept"), "kept");
        var folder = tree(parent);
        Files.createSymbolicLink(folder.resolve("link"), kept);

        Folders.delete(folder);

        assertThat(folder).doesNotExist();
        assertThat(kept).exists();
    }

    @Test
    void aFolderThatLetsNobodyInIsRemoved(@TempDir Path parent) throws IOException {
        var folder = tree(parent);
        Files.setPosixFilePermissions(folder.resolve("0"), PosixFilePermissions.fromString("r--------"));

        Folders.delete(folder);

        assertThat(folder).doesNotExist();
    }

    @Test
    void aFolderIsRemovedHoweverDeepItIs(@TempDir Path parent) throws IOException, InterruptedException {
        var folder = tree(parent);
        // No call takes a path as long as that, so it is made step by step.
        var script = "import os, sys\nos.chdir(sys.argv[1])\nfor level in range(3000):\n    os.mkdir('deep')\n"
                + "    os.chdir('deep')\nopen('file', 'w').close()\nos.chmod('.', 0o555)";
        var python = Interpreters.forTools().orElseThrow().toString();
        assertThat(new ProcessBuilder(python, "-c", script, folder.toString())
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();

        Folders.delete(folder);

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatIsNotThereIsGone(@TempDir Path parent) throws IOException {
        Folders.delete(parent.resolve("never"));

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void twoMayRemoveTheSameFolder(@TempDir Path parent) throws Exception {
        var folder = tree(parent);
        var together = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var one = threads.submit(() -> delete(folder, together));
            var other = threads.submit(() -> delete(folder, together));
            one.get();
            other.get();
        }
        assertThat(folder).doesNotExist();
    }

    private static boolean delete(Path folder, CyclicBarrier together) throws Exception {
        together.await();
        Folders.delete(folder);
        return true;
    }

    private static Path tree(Path parent) throws IOException {
        var folder = parent.resolve("folder");
        for (int i = 0; i < 20; i++) {
            var below = Files.createDirectories(folder.resolve(Integer.toString(i)));
            for (int j = 0; j < 20; j++) {
                Files.writeString(below.resolve("file-" + j), "content");
            }
        }
        return folder;
    }
}
