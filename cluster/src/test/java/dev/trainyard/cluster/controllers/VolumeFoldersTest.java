package dev.trainyard.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.VolumeView;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VolumeFoldersTest {
    @TempDir
    Path home;

    private static final ClaimView CLAIM = ClaimView.of(new PersistentVolumeClaimBuilder()
            .withNewMetadata()
            .withNamespace("default")
            .withName("data")
            .withUid("u1")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .build());

    @Test
    void anyUserOfAContainerMayWriteButNobodyElsePassesTheRoot() throws IOException {
        var folder = new VolumeFolders(home.resolve("volumes")).make(CLAIM, List.of());

        assertThat(folder).isEqualTo(home.resolve("volumes/default/data"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxrwxrwx");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("volumes"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aRetainedVolumeIsNotHandedToTheNextClaimOfItsName() throws IOException {
        var folders = new VolumeFolders(home);
        var retained = VolumeView.of(new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName("old")
                .endMetadata()
                .withNewSpec()
                .withNewHostPath(home.resolve("default/data").toString(), "Directory")
                .endSpec()
                .build());

        assertThat(folders.make(CLAIM, List.of(retained))).isEqualTo(home.resolve("default/data.u1"));
    }

    @Test
    void removalTakesAllInItAndFollowsNoLink() throws IOException {
        var folders = new VolumeFolders(home.resolve("volumes"));
        var folder = folders.make(CLAIM, List.of());
        var elsewhere = Files.writeString(home.resolve("precious"), "keep");
        Files.createSymbolicLink(folder.resolve("link"), home);
        Files.createDirectories(folder.resolve("a/b"));

        folders.remove(folder);
        folders.remove(folder);

        assertThat(folder).doesNotExist();
        assertThat(elsewhere).hasContent("keep");
    }

    @Test
    void aFolderThatIsNoVolumeIsLeftAlone() {
        var folders = new VolumeFolders(home.resolve("volumes"));

        assertThatThrownBy(() -> folders.remove(home)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folders.remove(home.resolve("volumes/default")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> folders.remove(home.resolve("volumes/default/../../x/y")))
                .isInstanceOf(IOException.class);
        assertThat(home).exists();
    }
}
