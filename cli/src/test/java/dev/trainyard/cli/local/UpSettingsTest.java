package dev.trainyard.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UpSettingsTest {
    @Test
    void theWordsSayItAll() {
        var settings = new UpSettings(new Ports(1, 2, 3), Set.of(Part.NODE, Part.OPERATOR));
        assertThat(UpSettings.of(settings.words().toArray(String[]::new))).isEqualTo(settings);
    }

    @ParameterizedTest
    @EnumSource
    void anyPartCanBeLeftOut(Part part) {
        var settings = new UpSettings(Ports.USUAL, Set.of(part));
        assertThat(UpSettings.of(settings.words().toArray(String[]::new))).isEqualTo(settings);
    }

    @Test
    void nothingIsLeftOutUnlessNamed() {
        assertThat(UpSettings.of("6443", "9000", "10250")).isEqualTo(UpSettings.USUAL);
    }
}
