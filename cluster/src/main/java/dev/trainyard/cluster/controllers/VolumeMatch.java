package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.VolumeView;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * Which volume a claim gets: one that is reserved for it, else the smallest free one of its class that is large enough.
 */
final class VolumeMatch {
    private VolumeMatch() {}

    static Optional<VolumeView> find(ClaimView claim, Collection<VolumeView> volumes) {
        if (claim.volume().isPresent()) {
            return volumes.stream()
                    .filter(volume -> volume.name().equals(claim.volume().get()))
                    .filter(volume -> isFree(volume) || isReserved(volume, claim))
                    .findFirst();
        }
        return volumes.stream()
                .filter(volume -> isReserved(volume, claim))
                .findFirst()
                .or(() -> volumes.stream()
                        .filter(VolumeMatch::isFree)
                        .filter(volume -> fits(volume, claim))
                        .min(Comparator.comparingLong(VolumeView::bytes).thenComparing(VolumeView::name)));
    }

    /** Reserved by name and, where it says so, by UID: a claim made anew is another claim. */
    static boolean isReserved(VolumeView volume, ClaimView claim) {
        return !volume.deleting()
                && volume.claim().filter(claim.key()::equals).isPresent()
                && volume.claimUid().map(claim.uid()::equals).orElse(true);
    }

    private static boolean isFree(VolumeView volume) {
        return volume.claim().isEmpty() && !volume.deleting();
    }

    private static boolean fits(VolumeView volume, ClaimView claim) {
        return volume.storageClass().equals(claim.storageClass().orElse(""))
                && volume.bytes() >= claim.requestedBytes()
                && volume.accessModes().containsAll(claim.accessModes());
    }
}
