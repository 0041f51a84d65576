package dev.trainyard.operator.pods;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PrimaryContainerTest {
    @Test
    void theFrameworksNameComesFirstThenTrainerThenTheOnlyOneThatIsNoSidecar() {
        assertThat(among("trainer", "tensorflow")).contains("tensorflow");
        assertThat(among("main", "trainer")).contains("trainer");
        assertThat(among("main", "uploader", "istio-proxy")).contains("main");
    }

    @Test
    void itIsNotGuessed() {
        assertThat(among("main", "other")).isEmpty();
        assertThat(among("uploader")).isEmpty();
        assertThat(among()).isEmpty();
    }

    private static Optional<String> among(String... names) {
        return PrimaryContainer.among(List.of(names), "tensorflow");
    }
}
