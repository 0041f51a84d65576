package dev.trainyard.operator.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnedTest {
    @Test
    void whoIsNotTheControllerHasNoSay() {
        assertThat(isOwned(true)).isTrue();
        assertThat(isOwned(false)).isFalse();
        assertThat(isOwned(null)).isFalse();
    }

    private static boolean isOwned(@Nullable Boolean controller) {
        var job =
                new PodBuilder().withNewMetadata().withUid("7a1c").endMetadata().build();
        var reference = new OwnerReferenceBuilder()
                .withUid("7a1c")
                .withController(controller)
                .build();
        var pod = new PodBuilder()
                .withNewMetadata()
                .withOwnerReferences(reference)
                .endMetadata()
                .build();
        return Cache.isOwned(pod, job);
    }
}
