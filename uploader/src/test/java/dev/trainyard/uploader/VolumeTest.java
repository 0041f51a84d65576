package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.sync.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VolumeTest {
    private static final Identity RUN = new Identity("TFJob", "default", "digits", "7a1c", 1, Optional.empty());

    @TempDir
    Path folder;

    private Volume volume;

    @BeforeEach
    void mount() {
        volume = new Volume(OutputFolder.at(folder));
    }

    @Test
    void writesTheGoldenRunFile() throws Exception {
        volume.claim(RUN);
        assertThat(folder.resolve(".trainyard/run.json"))
                .hasSameTextualContentAs(Path.of("../docs/formats/golden/run.json"));
    }

    @Test
    void setsEveryDoneAside() throws Exception {
        assertThat(volume.setDoneAside()).isFalse();
        for (int n = 1; n <= 2; n++) {
            Files.writeString(folder.resolve("DONE"), "run " + n);
            assertThat(volume.setDoneAside()).isTrue();
        }
        assertThat(volume.isDone()).isFalse();
        assertThat(folder.resolve(".trainyard/DONE.1")).hasContent("run 1");
        assertThat(folder.resolve(".trainyard/DONE.2")).hasContent("run 2");
    }

    @Test
    void keepsTheStateOfTheSameAttemptAndForgetsThatOfAnother() throws Exception {
        volume.claim(RUN);
        Files.writeString(journal(), "state");
        volume.claim(RUN);
        assertThat(journal()).exists();
        volume.claim(new Identity("TFJob", "default", "digits", "7a1c", 2, Optional.empty()));
        assertThat(journal()).doesNotExist();
    }

    @Test
    void saysThatThereIsNoFolder() {
        assertThatThrownBy(new Volume(OutputFolder.at(folder.resolve("missing")))::requireFolder)
                .hasMessageContaining("mount the output volume there");
    }

    @Test
    void saysWhatIsInTheWay() throws IOException {
        Files.writeString(folder.resolve(".trainyard"), "a file where the folder should be");
        assertThatThrownBy(() -> volume.claim(RUN)).hasMessageContaining(folder.toString());
    }

    @Test
    void writesNowhereElse() throws Exception {
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createDirectory(folder.resolve(".trainyard"));
        var other = Files.writeString(elsewhere.resolve("other"), "another's");
        Files.createSymbolicLink(folder.resolve(".trainyard/run.json"), other);
        Files.createSymbolicLink(folder.resolve(".trainyard/run.json.tmp"), other);
        Files.createSymbolicLink(folder.resolve("DONE"), other);
        volume.claim(RUN);
        assertThat(volume.setDoneAside()).isTrue();
        assertThat(other).hasContent("another's");
        assertThat(folder.resolve(".trainyard/run.json"))
                .isRegularFile()
                .hasSameTextualContentAs(Path.of("../docs/formats/golden/run.json"));
    }

    @Test
    void isNotThereWhereItIsALink() throws Exception {
        Files.createSymbolicLink(folder.resolve("model"), Files.createDirectory(folder.resolve("elsewhere")));
        var linked = new Volume(new OutputFolder(folder, folder.resolve("model")));
        assertThatThrownBy(linked::requireFolder).hasMessageContaining("a link to one is not followed");
        assertThatThrownBy(() -> linked.claim(RUN)).isInstanceOf(Failure.class);
        assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
    }

    private Path journal() {
        return folder.resolve(Volume.JOURNAL);
    }
}
