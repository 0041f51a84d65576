package dev.trainyard.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cli.progress.UploadProgress;
import dev.trainyard.cli.screen.JobView.Image;
import dev.trainyard.cli.screen.JobView.Replica;
import dev.trainyard.cli.screen.JobView.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobLinesTest {
    private static final Replica CHIEF = new Replica("chief-0", "Running", "epoch 7/8  loss 0.077  accuracy 0.975");
    private static final Replica WORKER = new Replica("worker-0", "Running", "epoch 7/8");

    @Test
    void inTheMiddleOfAFirstRun() {
        var image = new Image("tensorflow/tensorflow:2.21.0", 1, Duration.ofSeconds(108));
        assertThat(text(job(List.of(image), List.of(CHIEF, WORKER), upload(3, 9, false)), 100))
                .isEqualTo("""
                Image tensorflow/tensorflow:2.21.0 → Python environment  ━━━━━━━━━━ 100 %   1 m 48 s   (cached from now on)
                TFJob digits
                  chief-0   Running    epoch 7/8  loss 0.077  accuracy 0.975
                  worker-0  Running    epoch 7/8
                  uploader  ━━━┄┄┄┄┄┄┄ 3/9 files  0.1 MiB of 0.2 MiB
                """.replace("   (cached from now on)", "   (cached from…"));
    }

    @Test
    void whileTheImageIsMade() {
        var image = new Image("tensorflow/tensorflow:2.21.0", 0.42, Duration.ofMillis(9_100));
        var starting = new Replica("chief-0", "Pending", "");
        assertThat(text(job(List.of(image), List.of(starting), Optional.empty()), 200))
                .isEqualTo("""
                Image tensorflow/tensorflow:2.21.0 → Python environment  ━━━━┄┄┄┄┄┄  42 %   9.1 s
                TFJob digits
                  chief-0   Pending
                """);
    }

    @Test
    void atTheEnd() {
        var chief = new Replica("chief-0", "Succeeded", "epoch 8/8  loss 0.061  accuracy 0.978");
        assertThat(text(job(List.of(), List.of(chief), upload(9, 9, true)), 200))
                .isEqualTo("""
                TFJob digits
                  chief-0   Succeeded  epoch 8/8  loss 0.061  accuracy 0.978
                  uploader  ━━━━━━━━━━ 9 files  0.2 MiB
                """);
    }

    @Test
    void aPipeGetsTheRowsThatMoved() {
        var before = job(List.of(), List.of(CHIEF, WORKER), Optional.empty());
        var moved = new Replica("worker-0", "Running", "epoch 8/8");
        assertThat(JobLines.changes(before, job(List.of(), List.of(CHIEF, moved), Optional.empty())))
                .containsExactly("  worker-0  Running    epoch 8/8");
    }

    @Test
    void aPipeGetsNoStepsOfABar() {
        var starting = job(List.of(new Image("i", 0.1, Duration.ofSeconds(1))), List.of(CHIEF), upload(0, 9, false));
        var onTheWay = job(List.of(new Image("i", 0.7, Duration.ofSeconds(5))), List.of(CHIEF), upload(6, 9, false));
        var finished = job(List.of(new Image("i", 1, Duration.ofSeconds(9))), List.of(CHIEF), upload(9, 9, true));
        assertThat(JobLines.changes(starting, onTheWay)).isEmpty();
        assertThat(JobLines.changes(onTheWay, finished))
                .containsExactly(
                        "Image i → Python environment  ━━━━━━━━━━ 100 %   9.0 s   (cached from now on)",
                        "  uploader  ━━━━━━━━━━ 9 files  0.2 MiB");
    }

    /** In a pipe, once: what is wrong and since when stays the same, however often the store is asked. */
    @Test
    void theStoreIsAway() {
        var away = Optional.of("the store at http://s3 cannot be reached, since 2026-11-23T10:00:00Z");
        var uploading = upload(3, 9, false).orElseThrow();
        var before = job(List.of(), List.of(CHIEF), Optional.of(uploading));
        var after =
                job(List.of(), List.of(CHIEF), Optional.of(new Upload(uploading.state(), uploading.progress(), away)));
        assertThat(JobLines.changes(before, after)).containsExactly("            " + away.get());
        assertThat(JobLines.changes(after, after)).isEmpty();
    }

    /** Names, messages and logs come from others: they draw nothing but their own row. */
    @Test
    void nothingThatIsShownSteersTheTerminal() {
        var chief = new Replica("chief-0", "Running", "\u001b]0;owned\u0007loss\t1\r\nforged\u202e");
        var upload = new Upload("Failed  \u001b[2J", Optional.empty(), Optional.of("since \u009b1A"));
        var image = new Image("i\u001b[1m", 1, Duration.ZERO);
        assertThat(JobLines.of(job(List.of(image), List.of(chief), Optional.of(upload)), Integer.MAX_VALUE))
                .containsExactly(
                        "Image i\\u001b[1m → Python environment  ━━━━━━━━━━ 100 %   0.0 s   (cached from now on)",
                        "TFJob digits",
                        "  chief-0   Running    \\u001b]0;owned\\u0007loss 1\\u000d\\u000aforged\\u202e",
                        "  uploader  Failed  \\u001b[2J",
                        "            since \\u009b1A");
    }

    private static JobView job(List<Image> images, List<Replica> replicas, Optional<Upload> upload) {
        return new JobView("TFJob", "digits", images, replicas, upload);
    }

    private static Optional<Upload> upload(long files, long all, boolean finished) {
        var bytes = 212_345L;
        return Optional.of(new Upload(
                "Uploading",
                Optional.of(new UploadProgress(files, all, bytes * files / all, bytes, finished)),
                Optional.empty()));
    }

    private static String text(JobView job, int columns) {
        return String.join("\n", JobLines.of(job, columns)) + "\n";
    }
}
