package dev.trainyard.cluster.node.volume;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.folder.PrivateFolder;
import dev.trainyard.cluster.node.environment.ContainerEnvironment;
import dev.trainyard.cluster.node.environment.DownwardApi;
import dev.trainyard.cluster.node.environment.MissingReference;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The volumes of one pod. */
public final class PodVolumes {
    private static final Path MEMORY = Path.of("/dev/shm");

    private final Path folder;
    private final String uid;

    /**
     * @param folder where the pod's own volumes are kept
     * @param uid the pod's
     */
    public PodVolumes(Path folder, String uid) {
        this.folder = folder;
        this.uid = uid;
    }

    /**
     * A volume that is ready.
     *
     * @param path the host's file or folder
     * @param readOnly whether it may only be read
     */
    public record Ready(Path path, boolean readOnly) {}

    /**
     * Makes all volumes ready; can be repeated at any time, and then brings the contents of those made of objects up to
     * date.
     */
    public Map<String, Ready> prepare(Pod pod, DownwardApi downward, VolumeSources sources) throws VolumeProblem {
        var ready = new HashMap<String, Ready>();
        for (var volume : pod.getSpec().getVolumes()) {
            try {
                ready.put(volume.getName(), prepare(pod, volume, downward, sources));
            } catch (IOException e) {
                throw new VolumeProblem("volume \"%s\" cannot be made on this node: %s".formatted(volume.getName(), e));
            } catch (VolumeProblem | MissingReference e) {
                throw new VolumeProblem("volume \"%s\": %s".formatted(volume.getName(), e.getMessage()));
            }
        }
        return ready;
    }

    private Ready prepare(Pod pod, Volume volume, DownwardApi downward, VolumeSources sources)
            throws IOException, VolumeProblem, MissingReference {
        if (volume.getEmptyDir() != null) {
            return new Ready(emptyDir(volume), false);
        }
        if (volume.getHostPath() != null) {
            return new Ready(hostPath(volume.getHostPath()), false);
        }
        if (volume.getPersistentVolumeClaim() != null) {
            var source = volume.getPersistentVolumeClaim();
            return new Ready(claim(source.getClaimName(), sources), Boolean.TRUE.equals(source.getReadOnly()));
        }
        if (volume.getEphemeral() != null) {
            return new Ready(claim(pod.getMetadata().getName() + "-" + volume.getName(), sources), false);
        }
        var payload = new PayloadSource(pod, downward, sources).of(volume);
        if (payload.isEmpty()) {
            throw new VolumeProblem("its kind is not one that this node knows (it knows configMap, secret, downwardAPI,"
                    + " projected, emptyDir, hostPath, persistentVolumeClaim and ephemeral)");
        }
        // As with a kubelet, only ConfigMaps are on disk.
        var path = volume.getConfigMap() == null ? inMemory(volume) : own(volume);
        PayloadFolder.write(path, payload.get(), fsGroup(pod));
        return new Ready(path, true);
    }

    private static Optional<Long> fsGroup(Pod pod) {
        return Optional.ofNullable(pod.getSpec().getSecurityContext()).map(PodSecurityContext::getFsGroup);
    }

    private Path inMemory(Volume volume) throws IOException {
        return Files.isWritable(MEMORY) ? PrivateFolder.make(memoryFolder()).resolve(volume.getName()) : own(volume);
    }

    private Path own(Volume volume) {
        return folder.resolve(volume.getName());
    }

    private Path emptyDir(Volume volume) throws IOException {
        var path = "Memory".equals(volume.getEmptyDir().getMedium()) ? inMemory(volume) : own(volume);
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return path;
    }

    private Path memoryFolder() {
        return memoryFolder(uid);
    }

    private static Path memoryFolder(String uid) {
        return MEMORY.resolve("trainyard-" + uid);
    }

    private static Path hostPath(HostPathVolumeSource source) throws IOException, VolumeProblem {
        var path = Path.of(source.getPath());
        switch (source.getType() == null ? "" : source.getType()) {
            case "DirectoryOrCreate" -> Files.createDirectories(path);
            case "FileOrCreate" -> {
                if (Files.notExists(path)) {
                    Files.createFile(path);
                }
            }
            case "Directory" -> check(Files.isDirectory(path), path, "a directory");
            case "File" -> check(Files.isRegularFile(path), path, "a file");
            case "Socket", "CharDevice", "BlockDevice" ->
                check(Files.exists(path) && !Files.isDirectory(path), path, source.getType());
            default -> check(Files.exists(path), path, "there");
        }
        return path;
    }

    private static void check(boolean holds, Path path, String what) throws VolumeProblem {
        if (!holds) {
            throw new VolumeProblem("hostPath %s is not %s on this node".formatted(path, what));
        }
    }

    private static Path claim(String name, VolumeSources sources) throws IOException, VolumeProblem {
        var claim = sources.claim(name)
                .orElseThrow(() -> new VolumeProblem("persistentvolumeclaim \"%s\" not found".formatted(name)));
        var volumeName = claim.getSpec().getVolumeName();
        if (volumeName == null || volumeName.isEmpty()) {
            throw new VolumeProblem("persistentvolumeclaim \"%s\" is not bound to a volume yet".formatted(name));
        }
        var volume = sources.persistentVolume(volumeName)
                .orElseThrow(() -> new VolumeProblem("persistentvolume \"%s\" not found".formatted(volumeName)));
        var path = volume.getSpec().getLocal() != null
                ? volume.getSpec().getLocal().getPath()
                : volume.getSpec().getHostPath() != null
                        ? volume.getSpec().getHostPath().getPath()
                        : null;
        if (path == null) {
            throw new VolumeProblem(
                    "persistentvolume \"%s\" is neither local nor hostPath, the kinds that this node knows"
                            .formatted(volumeName));
        }
        return Files.createDirectories(Path.of(path));
    }

    /** Where a container sees the volumes, shortest paths first, so that one mount can lie in another. */
    public static Stream<Mounted> mounts(Container container, Map<String, Ready> volumes, Map<String, String> variables)
            throws VolumeProblem {
        var mounts = Stream.<Mounted>builder();
        for (var mount : container.getVolumeMounts()) {
            var volume = Optional.ofNullable(volumes.get(mount.getName()))
                    .orElseThrow(() -> new VolumeProblem("volume \"%s\" of container \"%s\" is not one of the pod's"
                            .formatted(mount.getName(), container.getName())));
            var subPath = subPath(mount.getSubPath(), mount.getSubPathExpr(), variables);
            var readOnly = volume.readOnly() || Boolean.TRUE.equals(mount.getReadOnly());
            mounts.add(new Mounted(volume.path(), subPath, mount.getMountPath(), readOnly));
        }
        return mounts.build()
                .sorted(Comparator.comparingLong(
                        mount -> Path.of(mount.target()).getNameCount()));
    }

    /**
     * A volume, or a part of one, at its place in a container.
     *
     * @param subPath the part, empty for all
     */
    public record Mounted(Path source, String subPath, String target, boolean readOnly) {}

    /** Only its text is looked at here: where it leads is for the one to find out who mounts it. */
    private static String subPath(@Nullable String plain, @Nullable String expression, Map<String, String> variables)
            throws VolumeProblem {
        var inner = plain != null && !plain.isEmpty()
                ? plain
                : expression == null ? "" : ContainerEnvironment.expand(expression, variables);
        return Payload.safe(inner);
    }

    /**
     * Removes what pods have in memory, for a home that is to be deleted.
     *
     * @param pods the folders of all pods, named by their UIDs
     */
    public static void removeFromMemory(Path pods) throws IOException {
        if (!Files.isDirectory(pods)) {
            return;
        }
        try (var folders = Files.newDirectoryStream(pods)) {
            for (var pod : folders) {
                Folders.delete(memoryFolder(pod.getFileName().toString()));
            }
        }
    }

    /** Removes what belongs to the pod alone. */
    public void remove() throws IOException {
        Folders.delete(folder);
        Folders.delete(memoryFolder());
    }
}
