package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.PrimaryContainer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the uploader into a chief pod, as {@code docs/formats/run.md} says: an init container that prepares the volume,
 * and a regular one that uploads it.
 *
 * @param store where to
 * @param image the uploader's image, where the store names none
 * @param restartsContainers whether the server knows restart policies of single containers (Kubernetes 1.35 and later),
 *     so that a failed upload is tried again in a pod whose trainer is not
 */
public record Injection(ArtifactStore store, String image, boolean restartsContainers) {
    static final String UPLOADER = PrimaryContainer.UPLOADER;
    static final String PREPARE = "uploader-prepare";

    private static final String SIGNALS = "/trainyard/signals";
    private static final String SIGNALS_VOLUME = "trainyard-signals";
    private static final String OUTPUT_VOLUME = "trainyard-output";
    private static final String DEFAULT_PATH = "/output";

    /**
     * Requests equal to limits, so that a pod that is Guaranteed stays so. A pod without any requests becomes
     * Burstable, which is evicted later.
     */
    private static final ResourceRequirements RESOURCES = new ResourceRequirementsBuilder()
            .withRequests(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("256Mi")))
            .withLimits(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("256Mi")))
            .build();

    /** Whether a pod with this spec brings an uploader of its own, which is left as it is. */
    public static boolean isUsersOwn(PodSpec spec) {
        return spec.getContainers().stream().anyMatch(container -> UPLOADER.equals(container.getName()));
    }

    /** The folder that is uploaded. */
    public String path() {
        return store.getSpec().path().filter(path -> !path.isEmpty()).orElse(DEFAULT_PATH);
    }

    /** Whether the trainer has a volume where its artifacts are to be. */
    public boolean findsVolume(Pod pod, String trainer) {
        return mount(trainer(pod, trainer)).isPresent();
    }

    /**
     * Makes the pod with its uploader.
     *
     * @param pod the chief pod as its template has it
     * @param trainer the name of its trainer
     * @param run who uploads what
     */
    public Pod into(Pod pod, String trainer, Run run) {
        var trains = trainer(pod, trainer);
        var mount = mount(trains);
        var output = mount.orElseGet(() -> new VolumeMountBuilder()
                .withName(OUTPUT_VOLUME)
                .withMountPath(path())
                .build());
        var injected = new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(Names.ATTEMPT, Integer.toString(run.attempt()))
                .endMetadata()
                .editSpec()
                .addToVolumes(signals())
                // First, so that a user's init container that fills the folder finds it prepared.
                .addToInitContainers(0, container(PREPARE, "prepare", run, trains, output, false))
                .addToContainers(container(UPLOADER, "run", run, trains, output, restartsContainers));
        if (mount.isEmpty()) {
            injected.addNewVolume()
                    .withName(OUTPUT_VOLUME)
                    .withNewEmptyDir()
                    .endEmptyDir()
                    .endVolume()
                    .editMatchingContainer(container -> trainer.equals(container.getName()))
                    .addToVolumeMounts(output)
                    .endContainer();
        }
        return injected.endSpec().build();
    }

    /**
     * Makes the pod that uploads in the chief's place.
     *
     * @param pod the chief pod as its template has it
     * @param trainer the name of its trainer
     * @param run who uploads what
     * @param signal how the trainer ended
     */
    public Pod finisher(Pod pod, String trainer, Run run, TrainerSignal signal) {
        return FinisherPod.of(into(pod, trainer, run), FinisherPod.name(run.job()), signal);
    }

    /** Whether another pod can read what the trainer has written, once the chief's is gone. */
    public boolean outlivesItsPod(Pod pod, String trainer) {
        return mount(trainer(pod, trainer))
                .flatMap(mount -> pod.getSpec().getVolumes().stream()
                        .filter(volume -> mount.getName().equals(volume.getName()))
                        .findFirst())
                .filter(volume -> volume.getPersistentVolumeClaim() != null || volume.getNfs() != null)
                .isPresent();
    }

    private static Container trainer(Pod pod, String name) {
        return pod.getSpec().getContainers().stream()
                .filter(container -> name.equals(container.getName()))
                .findFirst()
                .orElseThrow();
    }

    /** The trainer's mount that holds the path: the one there, else the nearest above it. */
    private Optional<VolumeMount> mount(Container trainer) {
        return trainer.getVolumeMounts().stream()
                .filter(mount -> holds(mount.getMountPath()))
                .max(Comparator.comparingInt(mount -> mount.getMountPath().length()));
    }

    private boolean holds(String mountPath) {
        var folder = mountPath.endsWith("/") ? mountPath : mountPath + "/";
        return (path() + "/").startsWith(folder);
    }

    private Container container(
            String name, String command, Run run, Container trainer, VolumeMount output, boolean restarts) {
        var container = new ContainerBuilder()
                .withName(name)
                .withImage(store.getSpec().image().orElse(image))
                .withArgs(command)
                .withEnv(UploaderEnvironment.of(store.getSpec(), path(), SIGNALS, run))
                .withResources(RESOURCES)
                .withSecurityContext(securityContext(trainer))
                .withVolumeMounts(
                        output,
                        new VolumeMountBuilder()
                                .withName(SIGNALS_VOLUME)
                                .withMountPath(SIGNALS)
                                .withReadOnly(true)
                                .build());
        if (restarts) {
            container.withRestartPolicy("OnFailure");
        }
        return container.build();
    }

    /**
     * The trainer's own, since it must read files of mode 0600 and pass the same admission, but never its privileges.
     */
    private static @Nullable SecurityContext securityContext(Container trainer) {
        return Optional.ofNullable(trainer.getSecurityContext())
                .map(context -> new SecurityContextBuilder(context)
                        .withPrivileged(null)
                        .withReadOnlyRootFilesystem(null)
                        .build())
                .orElse(null);
    }

    private static Volume signals() {
        return new VolumeBuilder()
                .withName(SIGNALS_VOLUME)
                .withNewDownwardAPI()
                .addNewItem()
                .withPath("trainer")
                .withNewFieldRef()
                .withFieldPath("metadata.annotations['" + Names.TRAINER + "']")
                .endFieldRef()
                .endItem()
                .endDownwardAPI()
                .build();
    }
}
