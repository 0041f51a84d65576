package dev.trainyard.cluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The expected forms are those that {@code k8s.io/apimachinery/pkg/api/resource} writes. */
class CanonicalQuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0Gi, 0",
        "1, 1",
        "1000m, 1",
        "0.5, 500m",
        "1500m, 1500m",
        "1000, 1k",
        "1024, 1024",
        "2000k, 2M",
        "1e3, 1e3",
        "1E3, 1e3",
        "12e6, 12e6",
        "1Ki, 1Ki",
        "1024Mi, 1Gi",
        "1.5Gi, 1536Mi",
        "1500Mi, 1500Mi",
        "0.5Ki, 512",
        "-2Gi, -2Gi",
        "+5, 5",
        "1u, 1u",
        ".5, 500m",
        "3., 3",
    })
    void everyAmountHasOneForm(String text, String canonical) {
        assertThat(CanonicalQuantity.parse(text)).contains(canonical);
    }

    @ParameterizedTest
    @CsvSource({"1u, 1m", "0.0001, 1m", "1.0005, 1001m", "2, 2", "100Mi, 100Mi"})
    void resourcesAreRoundedUpToThousandths(String text, String canonical) {
        assertThat(CanonicalQuantity.parseResource(text)).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "five", "1KB", "1 Gi", "1e", "--1", "1mi", "K", "1.2.3", "."})
    void whatIsNoQuantityIsNone(String text) {
        assertThat(CanonicalQuantity.parse(text)).isEmpty();
    }
}
