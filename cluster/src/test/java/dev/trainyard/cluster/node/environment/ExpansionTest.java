package dev.trainyard.cluster.node.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpansionTest {
    @ParameterizedTest
    @CsvSource({
        "$(A), one",
        "x$(A)$(B)y, xonetwoy",
        "$$(A), $(A)",
        "$$$(A), $one",
        "$(UNKNOWN), $(UNKNOWN)",
        "$(A, $(A",
        "$A, $A",
        "costs 5$, costs 5$",
    })
    void expandsAsKubernetesDoes(String text, String expanded) {
        assertThat(Expansion.expand(text, Map.of("A", "one", "B", "two"))).isEqualTo(expanded);
    }
}
