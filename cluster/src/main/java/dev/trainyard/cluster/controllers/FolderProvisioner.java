package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.ClusterView;
import dev.trainyard.cluster.view.Events;
import dev.trainyard.cluster.view.StorageClassView;
import dev.trainyard.cluster.view.VolumeView;
import dev.trainyard.cluster.view.WorkQueue;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Makes volumes of the StorageClass {@code trainyard}: a folder for each claim, as a hostPath volume, that any number
 * of pods can write at once. The size that a claim requests is written down but not enforced: a folder has no end. When
 * its claim is gone, the volume and its folder go too (reclaim policy Delete), unless a pod still uses it. Works beside
 * kube-controller-manager, which then does the binding: the contract is that of an external provisioner.
 */
final class FolderProvisioner implements Controller {
    static final String CLASS = "trainyard";
    static final String PROVISIONER = "trainyard.dev/folder";
    private static final int EXISTS = 409;

    private final KubernetesClient client;
    private final ClusterView view;
    private final VolumeFolders folders;
    private final Optional<String> node;
    private final Events events;
    private final WorkQueue<String> claims = new WorkQueue<>("folders", this::provision);
    private final WorkQueue<String> volumes = new WorkQueue<>("folder-removal", this::reclaim);

    FolderProvisioner(KubernetesClient client, ClusterView view, Path root, Optional<String> node, Clock clock) {
        this.client = client;
        this.view = view;
        this.folders = new VolumeFolders(root);
        this.node = node;
        this.events = new Events(client, PROVISIONER, clock);
        view.claims().listen((key, before, after) -> after.ifPresent(claim -> claims.add(key)));
        view.storageClasses()
                .listen((name, before, after) -> view.claims().all().forEach(c -> claims.add(c.key())));
        view.volumes().listen((name, before, after) -> after.ifPresent(volume -> volumes.add(name)));
        view.pods().listen((key, before, after) -> {
            if (before.isPresent() && !before.get().claims().isEmpty()) {
                view.volumes().all().stream().filter(this::isToGo).forEach(volume -> volumes.add(volume.name()));
            }
        });
    }

    @Override
    public void start() {
        claims.start();
        volumes.start();
        claims.add("");
    }

    private Optional<Duration> provision(String key) throws IOException {
        if (key.isEmpty()) {
            makeClass();
            return Optional.empty();
        }
        var wanted = view.claims().get(key).filter(this::isOurs);
        if (wanted.isPresent()) {
            var claim = wanted.get();
            var name = "pvc-" + claim.uid();
            if (view.volumes().get(name).isEmpty()) {
                var folder = folders.make(claim, view.volumes().all());
                make(volume(name, claim, folder));
                events.normal(
                        new ObjectReferenceBuilder()
                                .withApiVersion("v1")
                                .withKind("PersistentVolumeClaim")
                                .withNamespace(claim.namespace())
                                .withName(claim.name())
                                .withUid(claim.uid())
                                .build(),
                        "ProvisioningSucceeded",
                        "Successfully provisioned volume " + name + " in " + folder
                                + "; the requested size is not enforced");
            }
        }
        return Optional.empty();
    }

    /** Whether this claim waits for us; where the class waits for a node, the node has to be ours too. */
    private boolean isOurs(ClaimView claim) {
        var storageClass = claim.storageClass().flatMap(view.storageClasses()::get);
        return !claim.deleting()
                && !claim.bound()
                && claim.volume().isEmpty()
                && claim.provisioner().filter(PROVISIONER::equals).isPresent()
                && storageClass.isPresent()
                && (!storageClass.get().waits()
                        || claim.selectedNode()
                                .filter(selected -> node.isEmpty() || node.get().equals(selected))
                                .isPresent());
    }

    private PersistentVolume volume(String name, ClaimView claim, Path folder) {
        var reclaimPolicy = claim.storageClass()
                .flatMap(view.storageClasses()::get)
                .map(StorageClassView::reclaimPolicy)
                .orElse("Delete");
        var volume = new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations(VolumeView.PROVISIONED_BY, PROVISIONER)
                .endMetadata()
                .withNewSpec()
                .withStorageClassName(claim.storageClass().orElse(CLASS))
                .withPersistentVolumeReclaimPolicy(reclaimPolicy)
                .withAccessModes(claim.accessModes())
                .addToCapacity("storage", quantity(claim.requestedBytes()))
                .withNewHostPath(folder.toString(), "Directory")
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(claim.namespace())
                .withName(claim.name())
                .withUid(claim.uid())
                .endClaimRef()
                .endSpec();
        node.ifPresent(machine -> volume.editSpec()
                .withNewNodeAffinity()
                .withNewRequired()
                .addNewNodeSelectorTerm()
                .addNewMatchExpression()
                .withKey("kubernetes.io/hostname")
                .withOperator("In")
                .withValues(machine)
                .endMatchExpression()
                .endNodeSelectorTerm()
                .endRequired()
                .endNodeAffinity()
                .endSpec());
        return volume.build();
    }

    /** As people write it: {@code 1Gi} rather than 1073741824. */
    static Quantity quantity(long bytes) {
        for (var unit : List.of("Gi", "Mi", "Ki")) {
            var size = Quantity.getAmountInBytes(new Quantity("1" + unit)).longValueExact();
            if (bytes > 0 && bytes % size == 0) {
                return new Quantity(bytes / size + unit);
            }
        }
        return new Quantity(Long.toString(bytes));
    }

    private Optional<Duration> reclaim(String name) throws IOException {
        var released = view.volumes().get(name).filter(this::isToGo);
        if (released.isPresent() && !isUsed(released.get())) {
            folders.remove(Path.of(released.get().path().orElseThrow()));
            client.persistentVolumes().withName(name).delete();
        }
        return Optional.empty();
    }

    private boolean isToGo(VolumeView volume) {
        return volume.phase().equals("Released")
                && volume.reclaimPolicy().equals("Delete")
                && volume.provisioner().filter(PROVISIONER::equals).isPresent()
                && volume.path().filter(folders::contains).isPresent();
    }

    /** A claim that was forced away leaves its pods running: their folder stays under them. */
    private boolean isUsed(VolumeView volume) {
        return view.pods().all().stream()
                .filter(pod -> !pod.finished() && pod.node().isPresent())
                .anyMatch(pod -> pod.claims().stream()
                        .anyMatch(claim -> volume.claim()
                                .filter((pod.namespace() + "/" + claim)::equals)
                                .isPresent()));
    }

    private void makeClass() {
        var storageClass = new StorageClassBuilder()
                .withNewMetadata()
                .withName(CLASS)
                .addToAnnotations(StorageClassView.DEFAULT, Boolean.toString(!anotherIsDefault()))
                .endMetadata()
                .withProvisioner(PROVISIONER)
                .withReclaimPolicy("Delete")
                .withVolumeBindingMode("Immediate")
                .build();
        try {
            client.storage().v1().storageClasses().resource(storageClass).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != EXISTS) {
                throw e;
            }
        }
    }

    private boolean anotherIsDefault() {
        return view.storageClasses().all().stream()
                .anyMatch(other -> other.isDefault() && !other.name().equals(CLASS));
    }

    private void make(PersistentVolume volume) {
        try {
            client.persistentVolumes().resource(volume).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != EXISTS) {
                throw e;
            }
        }
    }

    @Override
    public void close() {
        claims.close();
        volumes.close();
        events.close();
    }
}
