package dev.trainyard.operator.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.ArtifactStore;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreChoiceTest {
    @Test
    void theOldestThatAppliesIsChosenAndTheOthersAreNamed() {
        var choice = StoreChoice.among(
                        List.of(
                                store("b", "2026-01-02", ""),
                                store("a", "2026-01-02", ""),
                                store("c", "2026-01-01", "")),
                        Map.of())
                .orElseThrow();
        assertThat(choice.store().getMetadata().getName()).isEqualTo("c");
        assertThat(choice.passedOver()).containsExactly("a", "b");
    }

    @Test
    void selectorsAreKubernetesOwn() {
        assertThat(applies("matchLabels: {team: a}", Map.of("team", "a"))).isTrue();
        assertThat(applies("matchLabels: {team: a}", Map.of("team", "b"))).isFalse();
        assertThat(applies("matchExpressions: [{key: team, operator: In, values: [a, b]}]", Map.of("team", "b")))
                .isTrue();
        assertThat(applies("matchExpressions: [{key: team, operator: NotIn, values: [a]}]", Map.of()))
                .isTrue();
        assertThat(applies("matchExpressions: [{key: team, operator: Exists}]", Map.of()))
                .isFalse();
        assertThat(applies("matchExpressions: [{key: team, operator: DoesNotExist}]", Map.of()))
                .isTrue();
        assertThat(applies("matchExpressions: [{key: team, operator: Like}]", Map.of("team", "a")))
                .isFalse();
    }

    private static boolean applies(String selector, Map<String, String> labels) {
        return StoreChoice.among(List.of(store("a", "2026-01-01", selector)), labels)
                .isPresent();
    }

    private static ArtifactStore store(String name, String day, String selector) {
        var yaml = """
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: %s, creationTimestamp: "%sT00:00:00Z"}
                spec: {url: "s3://a", jobSelector: {%s}}
                """.formatted(name, day, selector);
        return Serialization.kubernetes().unmarshal(yaml, ArtifactStore.class);
    }
}
