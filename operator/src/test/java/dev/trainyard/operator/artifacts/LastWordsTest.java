package dev.trainyard.operator.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.pods.ContainerState.Ended;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastWordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"%s", "{\"phase\": \"Failed\", \"message\": \"%s\"}"})
    void aLongMessageIsCut(String message) {
        var words = LastWords.of(new Ended(1, message.formatted("x".repeat(5000)), Optional.empty(), "Error"));

        assertThat(words.message().orElseThrow())
                .hasSize(Upload.LONGEST_MESSAGE)
                .endsWith("x…");
    }
}
