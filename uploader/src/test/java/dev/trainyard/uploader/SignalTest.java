package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.uploader.sync.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden/signals");

    @Test
    void readsTheGoldenOnes() throws IOException {
        assertThat(golden("succeeded.json"))
                .isEqualTo(new Signal("containerd://5d2a", 0, OptionalInt.of(0), Outcome.Succeeded, true, true, false));
        assertThat(golden("restarting.json"))
                .isEqualTo(
                        new Signal("containerd://77f0", 1, OptionalInt.of(137), Outcome.Failed, false, false, false));
        assertThat(golden("interrupted.json"))
                .isEqualTo(new Signal("", 0, OptionalInt.empty(), Outcome.Interrupted, true, false, false));
        assertThat(golden("stopped.json"))
                .isEqualTo(
                        new Signal("containerd://3c1b", 0, OptionalInt.of(0), Outcome.Succeeded, false, false, true));
    }

    private static Signal golden(String name) throws IOException {
        return Signal.parse(Files.readString(GOLDEN.resolve(name)));
    }

    @Test
    void hearsNothingBeforeThereIsOne(@TempDir Path folder) throws IOException {
        assertThat(Signal.in(folder)).isEmpty();
        Files.writeString(folder.resolve("trainer"), "");
        assertThat(Signal.in(folder)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "{\"final\":true}", "{\"outcome\":\"Fine\",\"final\":true}"})
    void refusesWhatIsNoSignal(String text) {
        assertThatThrownBy(() -> Signal.parse(text)).isInstanceOf(IOException.class);
    }
}
