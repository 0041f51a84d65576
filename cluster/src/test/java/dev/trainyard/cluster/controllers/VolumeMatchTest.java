package dev.trainyard.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.VolumeView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class VolumeMatchTest {
    private static final ClaimView CLAIM = new ClaimView(
            "default",
            "data",
            "u1",
            Optional.of("disk"),
            Optional.empty(),
            "Pending",
            Optional.empty(),
            Optional.empty(),
            List.of("ReadWriteOnce"),
            10,
            true,
            false);

    @Test
    void theSmallestThatIsLargeEnoughIsTaken() {
        assertThat(VolumeMatch.find(CLAIM, List.of(volume("big", 30), volume("fits", 20), volume("small", 5))))
                .contains(volume("fits", 20));
    }

    @Test
    void oneThatIsReservedComesFirst() {
        var reserved = reserved("kept", "default/data", Optional.of("u1"));

        assertThat(VolumeMatch.find(CLAIM, List.of(volume("fits", 20), reserved)))
                .contains(reserved);
    }

    @Test
    void oneThatIsReservedForAnotherIsNotTaken() {
        assertThat(VolumeMatch.find(CLAIM, List.of(reserved("other", "default/more", Optional.empty()))))
                .isEmpty();
        assertThat(VolumeMatch.find(CLAIM, List.of(reserved("earlier", "default/data", Optional.of("u0")))))
                .as("an earlier claim of the same name")
                .isEmpty();
    }

    private static VolumeView volume(String name, long bytes) {
        return volume(name, bytes, Optional.empty(), Optional.empty());
    }

    private static VolumeView reserved(String name, String claim, Optional<String> uid) {
        return volume(name, 100, Optional.of(claim), uid);
    }

    private static VolumeView volume(String name, long bytes, Optional<String> claim, Optional<String> uid) {
        return new VolumeView(
                name,
                claim,
                uid,
                "disk",
                "Available",
                "Retain",
                Optional.empty(),
                List.of("ReadWriteOnce"),
                bytes,
                Optional.empty(),
                Optional.empty(),
                false);
    }
}
