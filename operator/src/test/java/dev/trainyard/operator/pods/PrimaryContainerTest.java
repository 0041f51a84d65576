package dev.trainyard.operator.pods;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.ReplicaSpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

    @Test
    void whatTheCrdTakesForASidecarIsOne() {
        var sidecars = Pattern.compile("'([^']+)'")
                .matcher(ReplicaSpec.SIDECARS)
                .results()
                .map(name -> name.group(1))
                .toList();

        assertThat(sidecars)
                .hasSize(10)
                .allSatisfy(sidecar -> assertThat(among("train", sidecar)).contains("train"));
    }

    private static Optional<String> among(String... names) {
        return PrimaryContainer.among(List.of(names), "tensorflow");
    }
}
