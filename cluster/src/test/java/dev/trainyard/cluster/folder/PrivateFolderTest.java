package dev.trainyard.cluster.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {
    @TempDir
    Path parent;

    @Test
    void isClosedToOthers() throws IOException {
        assertThat(permissions(PrivateFolder.make(parent.resolve("a/b")))).isEqualTo("rwx------");
    }

    @Test
    void isClosedThatWasOpenBefore() throws IOException {
        var open = Files.createDirectory(parent.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xrwx"));

        assertThat(permissions(PrivateFolder.make(open))).isEqualTo("rwx------");
    }

    @Test
    void isNoLinkThatSomebodyElseMayHaveMade() throws IOException {
        var link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("folder")));

        assertThatThrownBy(() -> PrivateFolder.make(link)).hasMessageContaining("is not a folder");
    }

    @Test
    void isNotAnotherUsers() throws IOException {
        assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid")).isEqualTo(0);
        var foreign = Files.createDirectory(parent.resolve("foreign"));
        Files.setAttribute(foreign, "unix:uid", 12345);

        assertThatThrownBy(() -> PrivateFolder.make(foreign)).hasMessageContaining("belongs to another user");
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }
}
