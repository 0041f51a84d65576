package dev.trainyard.cluster.scheduler;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.NodeView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A pod's PersistentVolumeClaims, as far as they decide on its node.
 *
 * @param bound claims that have their volume
 * @param waiting claims whose volume is made when a node has been picked
 */
record Claims(List<ClaimView> bound, List<ClaimView> waiting) {

    /** Either the claims, or why no node will do as yet. */
    sealed interface Look {
        record Ready(Claims claims) implements Look {}

        record NotReady(String reason) implements Look {}
    }

    static Look of(PodView pod, Snapshot snapshot) {
        var bound = new ArrayList<ClaimView>();
        var waiting = new ArrayList<ClaimView>();
        for (var name : pod.claims()) {
            var claim = snapshot.claims().get(Watched.key(pod.namespace(), name));
            if (claim == null) {
                return new Look.NotReady("persistentvolumeclaim \"" + name + "\" not found");
            }
            if (claim.deleting()) {
                return new Look.NotReady("persistentvolumeclaim \"" + name + "\" is being deleted");
            }
            if (claim.phase().equals("Lost")) {
                return new Look.NotReady(
                        "persistentvolumeclaim \"" + name + "\" bound to non-existent persistentvolume \""
                                + claim.volume().orElse("") + "\"");
            }
            if (claim.bound()) {
                bound.add(claim);
            } else if (waitsForNode(claim, snapshot)) {
                waiting.add(claim);
            } else {
                return new Look.NotReady("pod has unbound immediate PersistentVolumeClaims");
            }
        }
        return new Look.Ready(new Claims(List.copyOf(bound), List.copyOf(waiting)));
    }

    private static boolean waitsForNode(ClaimView claim, Snapshot snapshot) {
        return claim.volume().isEmpty()
                && claim.storageClass()
                        .map(snapshot.storageClasses()::get)
                        .map(StorageClassView::waits)
                        .orElse(false);
    }

    Optional<String> refusal(NodeView node, Snapshot snapshot) {
        for (var claim : bound) {
            var volume = claim.volume().map(snapshot.volumes()::get);
            if (volume.isEmpty()) {
                return Optional.of("node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)");
            }
            var nodes = volume.get().nodes();
            if (nodes.isPresent() && !Selectors.matches(nodes.get(), node.name(), node.labels())) {
                return Optional.of("node(s) didn't match PersistentVolume's node affinity");
            }
        }
        var elsewhere = waiting.stream()
                .flatMap(claim -> claim.selectedNode().stream())
                .anyMatch(selected -> !selected.equals(node.name()));
        return elsewhere ? Optional.of("node(s) didn't match PersistentVolume's node affinity") : Optional.empty();
    }
}
