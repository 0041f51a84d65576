package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.Events;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.VolumeView;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimStatus;
import io.fabric8.kubernetes.api.model.PersistentVolumeStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Binds claims and volumes to each other, as the volume controller of kube-controller-manager does, in an order that
 * can be broken off and taken up again: the volume is reserved first, then the claim names it. A claim without a class
 * gets the default one; a claim that needs a new volume is handed to its class's provisioner by annotation.
 */
final class VolumeBinder implements Controller {
    private static final String BY_HAND = "kubernetes.io/no-provisioner";
    private static final String OLD_PROVISIONER = "volume.beta.kubernetes.io/storage-provisioner";

    private final KubernetesClient client;
    private final ClusterView view;
    private final Events events;
    private final WorkQueue<String> claims = new WorkQueue<>("claim-binding", this::lookAtClaim);
    private final WorkQueue<String> volumes = new WorkQueue<>("volume-release", this::lookAtVolume);

    VolumeBinder(KubernetesClient client, ClusterView view) {
        this.client = client;
        this.view = view;
        this.events = new Events(client, "persistentvolume-controller", Clock.systemUTC());
        view.claims().listen((key, before, after) -> {
            claims.add(key);
            before.or(() -> after).flatMap(ClaimView::volume).ifPresent(volumes::add);
        });
        view.volumes().listen((name, before, after) -> {
            volumes.add(name);
            addUnboundClaims();
            before.flatMap(VolumeView::claim).ifPresent(claims::add);
        });
        view.storageClasses().listen((name, before, after) -> addUnboundClaims());
    }

    private void addUnboundClaims() {
        view.claims().all().stream().filter(claim -> !claim.bound()).forEach(claim -> claims.add(claim.key()));
    }

    @Override
    public void start() {
        claims.start();
        volumes.start();
    }

    private Optional<Duration> lookAtClaim(String key) {
        var found = view.claims().get(key).filter(claim -> !claim.deleting());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var claim = found.get();
        if (claim.bound()) {
            var volume = claim.volume().flatMap(view.volumes()::get);
            if (volume.isEmpty()) {
                declareLost(claim);
            } else if (!volume.get().phase().equals("Bound")) {
                bind(claim, volume.get());
            }
            return Optional.empty();
        }
        var storageClass = claim.storageClass();
        if (storageClass.isEmpty() && claim.volume().isEmpty()) {
            defaultClass().ifPresent(chosen -> setClass(claim, chosen.name()));
            return Optional.empty();
        }
        var match = VolumeMatch.find(claim, view.volumes().all());
        if (match.isPresent()) {
            bind(claim, match.get());
        } else if (claim.volume().isEmpty()) {
            storageClass.filter(name -> !name.isEmpty()).ifPresent(name -> provision(claim, name));
        }
        return Optional.empty();
    }

    /** The default class; the newest where there are several, as Kubernetes has it. */
    private Optional<StorageClassView> defaultClass() {
        return view.storageClasses().all().stream()
                .filter(StorageClassView::isDefault)
                .max(Comparator.comparing(StorageClassView::created).thenComparing(StorageClassView::name));
    }

    private void setClass(ClaimView claim, String storageClass) {
        edit(claim, live -> live.getSpec().setStorageClassName(storageClass));
    }

    private void provision(ClaimView claim, String name) {
        var storageClass = view.storageClasses().get(name);
        if (storageClass.isEmpty()) {
            events.warning(
                    reference(claim), "ProvisioningFailed", "storageclass.storage.k8s.io \"" + name + "\" not found");
            return;
        }
        var provisioner = storageClass.get().provisioner();
        var ready = !storageClass.get().waits() || claim.selectedNode().isPresent();
        if (provisioner.equals(BY_HAND) || !ready || claim.provisioner().isPresent()) {
            return;
        }
        edit(claim, live -> {
            var annotations = new HashMap<String, String>();
            if (live.getMetadata().getAnnotations() != null) {
                annotations.putAll(live.getMetadata().getAnnotations());
            }
            annotations.put(ClaimView.PROVISIONER, provisioner);
            annotations.put(OLD_PROVISIONER, provisioner);
            live.getMetadata().setAnnotations(annotations);
        });
    }

    private void bind(ClaimView claim, VolumeView match) {
        var volume = client.persistentVolumes().withName(match.name()).get();
        var live = client.persistentVolumeClaims()
                .inNamespace(claim.namespace())
                .withName(claim.name())
                .get();
        if (volume == null
                || live == null
                || !claim.uid().equals(live.getMetadata().getUid())) {
            return;
        }
        volume = reserve(volume, live);
        if (volume.getStatus() == null || !"Bound".equals(volume.getStatus().getPhase())) {
            setPhase(volume, "Bound");
        }
        var annotations = new HashMap<String, String>();
        if (live.getMetadata().getAnnotations() != null) {
            annotations.putAll(live.getMetadata().getAnnotations());
        }
        annotations.put("pv.kubernetes.io/bind-completed", "yes");
        if (live.getSpec().getVolumeName() == null) {
            annotations.put("pv.kubernetes.io/bound-by-controller", "yes");
        }
        if (!annotations.equals(live.getMetadata().getAnnotations())
                || !match.name().equals(live.getSpec().getVolumeName())) {
            live.getMetadata().setAnnotations(annotations);
            live.getSpec().setVolumeName(match.name());
            live = client.persistentVolumeClaims()
                    .inNamespace(claim.namespace())
                    .resource(live)
                    .update();
        }
        var status = live.getStatus() == null ? new PersistentVolumeClaimStatus() : live.getStatus();
        status.setPhase("Bound");
        status.setAccessModes(volume.getSpec().getAccessModes());
        status.setCapacity(volume.getSpec().getCapacity());
        live.setStatus(status);
        client.persistentVolumeClaims()
                .inNamespace(claim.namespace())
                .resource(live)
                .updateStatus();
    }

    private PersistentVolume reserve(PersistentVolume volume, PersistentVolumeClaim claim) {
        var uid = claim.getMetadata().getUid();
        var present = volume.getSpec().getClaimRef();
        if (present != null && uid.equals(present.getUid())) {
            return volume;
        }
        volume.getSpec()
                .setClaimRef(new ObjectReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("PersistentVolumeClaim")
                        .withNamespace(claim.getMetadata().getNamespace())
                        .withName(claim.getMetadata().getName())
                        .withUid(uid)
                        .withResourceVersion(claim.getMetadata().getResourceVersion())
                        .build());
        return client.persistentVolumes().resource(volume).update();
    }

    private Optional<Duration> lookAtVolume(String name) {
        var found = view.volumes().get(name).filter(volume -> !volume.deleting());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var volume = found.get();
        if (volume.claim().isEmpty()) {
            setPhase(volume, "Available");
        } else if (volume.claimUid().isPresent() && !claimExists(volume)) {
            setPhase(volume, "Released");
        }
        return Optional.empty();
    }

    /** Asks the server: a volume that is called Released may lose its data. */
    private boolean claimExists(VolumeView volume) {
        var key = volume.claim().orElseThrow();
        var uid = volume.claimUid().orElseThrow();
        if (view.claims().get(key).filter(claim -> claim.uid().equals(uid)).isPresent()) {
            return true;
        }
        var slash = key.indexOf('/');
        var live = client.persistentVolumeClaims()
                .inNamespace(key.substring(0, slash))
                .withName(key.substring(slash + 1))
                .get();
        return live != null && uid.equals(live.getMetadata().getUid());
    }

    private void setPhase(VolumeView volume, String phase) {
        if (!volume.phase().equals(phase)) {
            Optional.ofNullable(
                            client.persistentVolumes().withName(volume.name()).get())
                    .ifPresent(live -> setPhase(live, phase));
        }
    }

    private void setPhase(PersistentVolume volume, String phase) {
        var status = volume.getStatus() == null ? new PersistentVolumeStatus() : volume.getStatus();
        status.setPhase(phase);
        volume.setStatus(status);
        client.persistentVolumes().resource(volume).updateStatus();
    }

    private void declareLost(ClaimView claim) {
        var live = client.persistentVolumeClaims()
                .inNamespace(claim.namespace())
                .withName(claim.name())
                .get();
        var volume = claim.volume()
                .map(name -> client.persistentVolumes().withName(name).get());
        if (live == null || volume.isPresent()) {
            return;
        }
        live.getStatus().setPhase("Lost");
        client.persistentVolumeClaims()
                .inNamespace(claim.namespace())
                .resource(live)
                .updateStatus();
        events.warning(
                reference(claim),
                "ClaimLost",
                "Bound claim has lost its PersistentVolume. Any data on the volume is lost!");
    }

    private void edit(ClaimView claim, Consumer<PersistentVolumeClaim> change) {
        var resource = client.persistentVolumeClaims().inNamespace(claim.namespace());
        var live = resource.withName(claim.name()).get();
        if (live != null && Objects.equals(claim.uid(), live.getMetadata().getUid())) {
            change.accept(live);
            resource.resource(live).update();
        }
    }

    private static ObjectReference reference(ClaimView claim) {
        return new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.namespace())
                .withName(claim.name())
                .withUid(claim.uid())
                .build();
    }

    @Override
    public void close() {
        claims.close();
        volumes.close();
        events.close();
    }
}
