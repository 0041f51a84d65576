package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.PodView;
import dev.trainyard.cluster.view.Watched;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a claim that is being deleted until no pod uses it. A pod uses its claims from the moment it has a node until
 * it has finished; one that is not placed yet does not, and will find the claim gone.
 */
final class ClaimProtection implements Controller {
    private final KubernetesClient client;
    private final ClusterView view;
    private final WorkQueue<String> queue = new WorkQueue<>("claim-protection", this::look);

    ClaimProtection(KubernetesClient client, ClusterView view) {
        this.client = client;
        this.view = view;
        view.claims().listen((key, before, after) -> after.ifPresent(claim -> queue.add(key)));
        view.pods()
                .listen((key, before, after) -> before.or(() -> after).stream()
                        .filter(pod -> after.isEmpty() || after.get().finished())
                        .flatMap(pod -> pod.claims().stream().map(claim -> Watched.key(pod.namespace(), claim)))
                        .forEach(queue::add));
    }

    @Override
    public void start() {
        queue.start();
    }

    private Optional<Duration> look(String key) {
        var claim = view.claims().get(key);
        if (claim.isPresent() && !claim.get().deleting() && !claim.get().guarded()) {
            change(claim.get(), true);
        } else if (claim.isPresent()
                && claim.get().deleting()
                && claim.get().guarded()
                && !usedByKnown(claim.get())
                && !usedByLive(claim.get())) {
            change(claim.get(), false);
        }
        return Optional.empty();
    }

    private boolean usedByKnown(ClaimView claim) {
        return view.pods().all().stream().anyMatch(pod -> uses(pod, claim));
    }

    /** The watch may be behind: what is taken away now can't be given back. */
    private boolean usedByLive(ClaimView claim) {
        return client.pods().inNamespace(claim.namespace()).list().getItems().stream()
                .map(PodView::of)
                .anyMatch(pod -> uses(pod, claim));
    }

    private static boolean uses(PodView pod, ClaimView claim) {
        return pod.namespace().equals(claim.namespace())
                && pod.claims().contains(claim.name())
                && pod.node().isPresent()
                && !pod.finished();
    }

    private void change(ClaimView claim, boolean guard) {
        var claims = client.persistentVolumeClaims().inNamespace(claim.namespace());
        var live = claims.withName(claim.name()).get();
        if (live == null || !claim.uid().equals(live.getMetadata().getUid())) {
            return;
        }
        var changed = guard
                ? live.getMetadata().getDeletionTimestamp() == null && live.addFinalizer(ClaimView.PROTECTION)
                : live.removeFinalizer(ClaimView.PROTECTION);
        if (changed) {
            claims.resource(live).update();
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
