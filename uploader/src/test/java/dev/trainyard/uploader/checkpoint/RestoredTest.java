package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RestoredTest {
    @Test
    void saysWhatIsOlderAndWhatIsMissing() {
        var before = saved(file("netG_3.pth", 10), file("netD_3.pth", 11), file("epoch.json", 12), file("ema.pth", 12));
        var checkpoint = saved(file("netG_4.pth", 20), file("netD_3.pth", 11), file("epoch.json", 12));
        assertThat(Restored.lines("checkpoint", checkpoint, Optional.of(before)))
                .containsExactly(
                        "\"checkpoint/netD_3.pth\" is older than the checkpoint: it was last written at 1970-01-01T00:00:11Z, and not again with it",
                        "\"checkpoint/epoch.json\" is older than the checkpoint: it was last written at 1970-01-01T00:00:12Z, and not again with it",
                        "\"checkpoint/ema.pth\" is missing: the checkpoint before had it, and this one was saved without it");
    }

    @Test
    void saysNothingOfOneThatIsOfOneSave() {
        var before = saved(file("netG_3.pth", 10), file("netD_3.pth", 11));
        var checkpoint = saved(file("netG_4.pth", 20), file("netD_4.pth", 21));
        assertThat(Restored.lines("checkpoint", checkpoint, Optional.of(before)))
                .isEmpty();
        assertThat(Restored.lines("checkpoint", checkpoint, Optional.empty())).isEmpty();
    }

    private static Saved saved(Saved.File... files) {
        return new Saved("checkpoint/x", 1, 5, List.of(files), List.of());
    }

    private static Saved.File file(String name, int seconds) {
        var path = "checkpoint/" + name;
        return new Saved.File(path, path, 1, Duration.ofSeconds(seconds).toNanos(), "");
    }
}
