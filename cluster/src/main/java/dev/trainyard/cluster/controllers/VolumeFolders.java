package dev.trainyard.cluster.controllers;

import dev.trainyard.cluster.folder.Folders;
import dev.trainyard.cluster.folder.PrivateFolder;
import dev.trainyard.cluster.view.ClaimView;
import dev.trainyard.cluster.view.VolumeView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;

/**
 * The folders of volumes, {@code <root>/<namespace>/<claim>}. The root is the owner's alone, the folders in it
 * anybody's: a container may run as any user, and sees its folder without passing the root.
 */
final class VolumeFolders {
    private final Path root;

    VolumeFolders(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    boolean contains(String path) {
        var folder = Path.of(path).normalize();
        return folder.startsWith(root) && folder.getNameCount() == root.getNameCount() + 2;
    }

    /** Makes the claim's folder, under a longer name where an earlier claim's volume has been retained there. */
    Path make(ClaimView claim, Collection<VolumeView> volumes) throws IOException {
        var plain = root.resolve(claim.namespace()).resolve(claim.name());
        var taken = volumes.stream()
                .anyMatch(volume ->
                        volume.path().map(Path::of).filter(plain::equals).isPresent());
        var folder = taken ? plain.resolveSibling(claim.name() + "." + claim.uid()) : plain;
        PrivateFolder.make(root);
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return folder;
    }

    /** Removes a folder and all in it; links are removed, not followed. */
    void remove(Path folder) throws IOException {
        if (!contains(folder.toString())) {
            throw new IOException(folder + " is not a volume of " + root + ", so it is left alone");
        }
        Folders.delete(folder);
    }
}
