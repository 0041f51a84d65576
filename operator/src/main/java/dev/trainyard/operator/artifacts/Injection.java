package dev.trainyard.operator.artifacts;

import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.CaBundle;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.PrimaryContainer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
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
     * Where the store's Secret is mounted: the kubelet brings a changed one into the pod, as a variable never changes.
     */
    private static final String CREDENTIALS = "/trainyard/credentials";

    private static final String CREDENTIALS_VOLUME = "trainyard-credentials";
    private static final String STORE_VOLUME = "trainyard-store";

    private static final Map<String, Quantity> REQUESTS =
            Map.of("cpu", new Quantity("250m"), "memory", new Quantity("256Mi"));

    private static final ResourceRequirements GUARANTEED = new ResourceRequirementsBuilder()
            .withRequests(REQUESTS)
            .withLimits(REQUESTS)
            .build();

    /** A quarter of a CPU is a sixth of the speed that the uploader can have where nobody else wants it. */
    private static final ResourceRequirements BURSTABLE = new ResourceRequirementsBuilder()
            .withRequests(REQUESTS)
            .withLimits(Map.of("memory", new Quantity("256Mi")))
            .build();

    /** Whether a pod with this spec brings an uploader of its own, which is left as it is. */
    public static boolean isUsersOwn(PodSpec spec) {
        return spec.getContainers().stream().anyMatch(container -> UPLOADER.equals(container.getName()));
    }

    /** Whether a pod with this spec has been injected already. */
    public static boolean isDone(PodSpec spec) {
        return isUsersOwn(spec)
                && spec.getInitContainers().stream().anyMatch(container -> PREPARE.equals(container.getName()));
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
                .addAllToVolumes(storeVolumes())
                .addAllToVolumes(caBundle().map(CaVolume::volume).stream().toList())
                // First, so that a user's init container that fills the folder finds it prepared.
                .addToInitContainers(0, prepare(pod, trains, output, run))
                .addToContainers(upload(pod, trains, output, run));
        if (run.logs()) {
            injected.addToVolumes(LogsVolume.volume(run));
        }
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

    /**
     * It has the store's keys as variables, which it does not need: so a Secret that is missing holds the pod back
     * before the training, and the kubelet says why.
     */
    private Container prepare(Pod pod, Container trainer, VolumeMount output, Run run) {
        var prepare = container(pod, trainer, output)
                .withName(PREPARE)
                .withArgs("prepare")
                .withEnv(environment(pod, output, Optional.empty(), run));
        if (restores()) {
            prepare.addAllToVolumeMounts(storeMounts());
        }
        return prepare.build();
    }

    /** Whether {@code prepare} reads a store that is a folder. */
    private boolean restores() {
        return store.getSpec().checkpoints().isPresent()
                && store.getSpec().folder().isPresent();
    }

    private Container upload(Pod pod, Container trainer, VolumeMount output, Run run) {
        var credentials = store.getSpec().credentialsSecret().map(_ -> CREDENTIALS);
        var container = container(pod, trainer, output)
                .withName(UPLOADER)
                .withArgs("run")
                .withEnv(environment(pod, output, credentials, run))
                .addAllToVolumeMounts(storeMounts());
        if (run.logs()) {
            container.addToEnv(UploaderEnvironment.logs()).addToVolumeMounts(LogsVolume.mount());
        }
        if (restartsContainers) {
            container.withRestartPolicy("OnFailure");
        }
        return container.build();
    }

    private List<EnvVar> environment(Pod pod, VolumeMount output, Optional<String> credentials, Run run) {
        return UploaderEnvironment.of(
                store.getSpec(),
                path(),
                output.getMountPath().replaceAll("(?<=.)/+$", ""),
                SIGNALS,
                credentials,
                Optional.ofNullable(pod.getSpec().getTerminationGracePeriodSeconds()),
                run);
    }

    private ContainerBuilder container(Pod pod, Container trainer, VolumeMount output) {
        return new ContainerBuilder()
                .withImage(store.getSpec().image().orElse(image))
                .withResources(resources(pod))
                .withSecurityContext(securityContext(trainer))
                .withVolumeMounts(
                        output,
                        new VolumeMountBuilder()
                                .withName(SIGNALS_VOLUME)
                                .withMountPath(SIGNALS)
                                .withReadOnly(true)
                                .build())
                .addAllToVolumeMounts(
                        caBundle().map(_ -> CaVolume.mount()).stream().toList());
    }

    /** A folder needs none. */
    private Optional<CaBundle> caBundle() {
        return store.getSpec().folder().isPresent()
                ? Optional.empty()
                : store.getSpec().caBundle();
    }

    /** A pod that is Guaranteed stays so; one without any requests becomes Burstable, which is evicted later. */
    private static ResourceRequirements resources(Pod pod) {
        return pod.getSpec().getContainers().stream().allMatch(Injection::isGuaranteed) ? GUARANTEED : BURSTABLE;
    }

    /** A request that is not written is the limit. */
    private static boolean isGuaranteed(Container container) {
        var resources = container.getResources();
        if (resources == null || resources.getLimits() == null) {
            return false;
        }
        var requests = Objects.requireNonNullElse(resources.getRequests(), Map.<String, Quantity>of());
        return Stream.of("cpu", "memory")
                .allMatch(name -> resources.getLimits().containsKey(name)
                        && resources
                                .getLimits()
                                .get(name)
                                .equals(requests.getOrDefault(
                                        name, resources.getLimits().get(name))));
    }

    private List<Volume> storeVolumes() {
        var spec = store.getSpec();
        if (spec.folder().isPresent()) {
            return spec
                    .volume()
                    .map(volume -> new VolumeBuilder()
                            .withName(STORE_VOLUME)
                            .withPersistentVolumeClaim(
                                    volume.persistentVolumeClaim().orElse(null))
                            .withNfs(volume.nfs().orElse(null))
                            .build())
                    .stream()
                    .toList();
        }
        return spec
                .credentialsSecret()
                .map(secret -> new VolumeBuilder()
                        .withName(CREDENTIALS_VOLUME)
                        .withNewSecret()
                        .withSecretName(secret)
                        .withOptional(true)
                        .endSecret()
                        .build())
                .stream()
                .toList();
    }

    private List<VolumeMount> storeMounts() {
        var spec = store.getSpec();
        return storeVolumes().stream()
                .map(volume -> new VolumeMountBuilder()
                        .withName(volume.getName())
                        .withMountPath(spec.folder().orElse(CREDENTIALS))
                        .withReadOnly(spec.folder().isPresent() ? null : true)
                        .build())
                .toList();
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
