package dev.trainyard.cluster.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of apimachinery's own conversion of query parameters. */
class QueryFlagTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "true", "True", "TRUE", "1", "t", "yes", "perhaps", "00"})
    void isSet(String value) {
        assertThat(QueryFlag.isSet(Optional.of(value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "false", "False", "FALSE"})
    void isNotSet(String value) {
        assertThat(QueryFlag.isSet(Optional.of(value))).isFalse();
    }

    @Test
    void isNotSetWhenItIsAbsent() {
        assertThat(QueryFlag.isSet(Optional.empty())).isFalse();
    }
}
