package dev.trainyard.cluster.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PipProgressTest {
    @Test
    void onlyGoesForwardAndTellsOnceASecond() {
        var clock = new AtomicLong();
        var told = new ArrayList<Progress>();
        var progress = new PipProgress(told::add, clock::get);

        for (var line : new String[] {
            "Collecting tensorflow-cpu==2.21.0",
            "  Downloading tensorflow_cpu-2.21.0.whl (230 MB)",
            "Progress 115 of 230",
            "Collecting numpy",
            "Installing collected packages: numpy, tensorflow-cpu",
        }) {
            progress.line(line);
            progress.line(line);
            clock.addAndGet(1_000_000_000);
        }
        progress.installed(1);
        clock.addAndGet(1_000_000_000);
        progress.installed(2);

        assertThat(told)
                .extracting(Progress::percent)
                .isSorted()
                .hasSize(7)
                .last()
                .isEqualTo(99);
        assertThat(told.getFirst().text()).isEqualTo("3 % (collecting, 0 s)");
        assertThat(told.getLast().phase()).isEqualTo("installing");
    }
}
