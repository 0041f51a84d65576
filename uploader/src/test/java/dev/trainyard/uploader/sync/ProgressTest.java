package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final List<String> log = new ArrayList<>();
    private long now;

    @Test
    void saysWhatMovedAtMostOnceASecond() {
        var progress = new Progress("uploading", log::add, () -> now);
        progress.begin(new Plan(List.of(), 9, 100, 2, 10));
        progress.bytes(5);
        progress.bytes(5);
        now += TimeUnit.SECONDS.toNanos(1);
        progress.bytes(5);
        progress.file();
        progress.end();
        progress.end();
        assertThat(log)
                .containsExactly(
                        "uploading files=2/9 bytes=10/100",
                        "uploading files=2/9 bytes=25/100",
                        "uploading files=3/9 bytes=25/100");
    }
}
