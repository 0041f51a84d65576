package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesTest {
    @ParameterizedTest
    @CsvSource({
        "netG_epoch_3.pth, netG_epoch_#.pth",
        "epoch=3-step=400.ckpt, epoch=#-step=#.ckpt",
        "epoch=3-val_loss=-0.12.ckpt, epoch=#-val_loss=#.ckpt",
        "lr=1e-05/step-7.pt, lr=#/step-#.pt",
        "checkpoint-500, checkpoint-#",
        "5, #",
        "latest.weights.h5, latest.weights.h5",
        "model.7z, model.#z",
        "last.pth.tar, last.pth.tar",
    })
    void numbersTellTheFilesOfASeriesApart(String name, String pattern) {
        assertThat(Series.of(name).pattern()).isEqualTo(pattern);
    }

    @ParameterizedTest
    @CsvSource({
        "model-00001-of-00002.safetensors, model-00001-of-00002.safetensors",
        "step_10_rank3.pt, step_#_rank3.pt",
        "mp_rank_00_model_states.pt, mp_rank_00_model_states.pt",
        "shard-4.bin, shard-4.bin",
    })
    void numbersOfShardsAndRanksBelongToTheName(String name, String pattern) {
        assertThat(Series.of(name).pattern()).isEqualTo(pattern);
    }

    @Test
    void sameNumbersAreOfOneSave() {
        assertThat(Series.of("netG_epoch_3.pth").numbers())
                .isEqualTo(Series.of("netD_epoch_3.pth").numbers())
                .isEqualTo(List.of("3"));
    }
}
