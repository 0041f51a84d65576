package dev.trainyard.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            epoch 7/8  loss 0.077  accuracy 0.975             | epoch 7/8  loss 0.077  accuracy 0.975
            Epoch 7/8                                         | epoch 7/8
            [Epoch 7 of 8] train_loss: 1.5e-3                 | epoch 7/8  train_loss 1.5e-3
            step=1200 loss=0.31 lr=0.0005 port=2222           | step 1200  loss 0.31
            {'loss': 0.52, 'learning_rate': 1e-05, 'epoch': 1.2} | epoch 1.2  loss 0.52
            Iteration 40/100: val/f1 = 0.9                    | iteration 40/100  val/f1 0.9
            Step 5, train loss 2.5, val loss 3.5              | step 5  loss 2.5
            resuming after epoch 20                           | epoch 20
            {"epoch": 3, "loss": 0.25}                        | epoch 3  loss 0.25
            listening on port=2222 host=10.0.0.1              | listening on port=2222 host=10.0.0.1
            Downloading data 45%                              | Downloading data 45%
            HTTP error 404                                    | HTTP error 404
            multi-step 4                                      | multi-step 4
            """)
    void aLineAlone(String line, String shown) {
        assertThat(Progress.NONE.after(line).text()).isEqualTo(shown);
    }

    @Test
    void kerasSaysItInTwoLines() {
        assertThat(
                        after(
                                List.of(
                                        "Epoch 3/10",
                                        "12/43 ━━━━━ 1s 5ms/step - accuracy: 0.8112 - loss: 0.6121\r43/43 ━━━━━━━━━━ 0s 5ms/step - accuracy: 0.9012 - loss: 0.3121")))
                .isEqualTo("epoch 3/10  accuracy 0.9012  loss 0.3121");
    }

    @Test
    void theFiguresOfAnEpochAreNotThoseOfTheNext() {
        assertThat(after(List.of("Epoch 3/10", "43/43 - loss: 0.31", "Epoch 4/10")))
                .isEqualTo("epoch 4/10");
    }

    @Test
    void lightningRedrawsOneLine() {
        assertThat(
                        after(
                                List.of(
                                        "Epoch 2: 100%|██████████| 100/100 [00:03<00:00, 30.1it/s, v_num=0, train_loss=0.330]\rEpoch 3:  45%|████▌     | 45/100 [00:01<00:02, 30.1it/s, v_num=0, train_loss=0.310]")))
                .isEqualTo("epoch 3  train_loss 0.310");
    }

    @Test
    void otherLinesLeaveTheProgressAsItWas() {
        assertThat(after(List.of("epoch 7/8  loss 0.077", "saving the model", "   ", "")))
                .isEqualTo("epoch 7/8  loss 0.077");
    }

    @Test
    void aLibrarysRemarkIsNoProgress() {
        assertThat(after(List.of(
                        "loading data",
                        "I0000 00:00:1795409616.144030       2 port.cc:153] oneDNN custom operations are on.",
                        "2026-11-23 10:00:00.123456: I tensorflow/core/platform/cpu_feature_guard.cc:210] optimized")))
                .isEqualTo("loading data");
    }

    @Test
    void colourIsNotShown() {
        assertThat(after(List.of("\u001b[1mloading\u001b[0m\tdata"))).isEqualTo("loading\tdata");
    }

    private static String after(List<String> lines) {
        var progress = Progress.NONE;
        for (var line : lines) {
            progress = progress.after(line);
        }
        return progress.text();
    }
}
