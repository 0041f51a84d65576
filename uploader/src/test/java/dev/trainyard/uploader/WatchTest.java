package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchTest {
    private final List<String> log = new ArrayList<>();

    @Test
    void wakesWhenSomethingAppears(@TempDir Path folder) throws Exception {
        try (var watch = Watch.on(List.of(folder), log::add)) {
            Files.createFile(folder.resolve("DONE"));
            var start = System.nanoTime();
            watch.await();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        }
        assertThat(log).isEmpty();
    }

    @Test
    void looksFromTimeToTimeWhereItCannotWatch() throws Exception {
        try (var watch = Watch.on(List.of(Path.of("/nowhere")), log::add)) {
            watch.wake();
            watch.await();
        }
        assertThat(log).singleElement().asString().contains("looking every 5 s instead");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "fuse.juicefs", "ceph", "lustre", "9p"})
    void knowsFileSystemsThatOthersWriteTo(String type) {
        assertThat(Watch.isRemote(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs", "btrfs", "tmpfs", "overlay", "zfs"})
    void knowsFileSystemsOfThisMachine(String type) {
        assertThat(Watch.isRemote(type)).isFalse();
    }
}
