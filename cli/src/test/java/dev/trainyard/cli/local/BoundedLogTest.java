package dev.trainyard.cli.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {
    @Test
    void aFullLogIsKeptOnceAndBegunAgain(@TempDir Path home) throws IOException {
        var file = Files.writeString(home.resolve("cluster.log"), "before\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        try (var log = new BoundedLog(
                Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND), file, 20)) {
            log.write("one\n".getBytes(UTF_8));
            log.write("a line that is longer than the bound\n".getBytes(UTF_8));
            log.write("last\n".getBytes(UTF_8));
        }

        assertThat(file).hasContent("last\n");
        assertThat(home.resolve("cluster.log.old")).hasContent("a line that is longer than the bound\n");
        assertThat(home).isDirectoryContaining("glob:**/cluster.log*");
        try (var files = Files.list(home)) {
            assertThat(files).hasSize(2);
        }
    }
}
