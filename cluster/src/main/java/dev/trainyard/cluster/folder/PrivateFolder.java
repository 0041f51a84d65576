package dev.trainyard.cluster.folder;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Folders that only the user of this process can enter. */
public final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private PrivateFolder() {}

    /**
     * Makes the folder, and those above it that are missing; closes it to others if it was there before.
     *
     * @throws IOException if it is no folder, or another user's
     */
    public static Path make(Path folder) throws IOException {
        var attribute = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
        if (folder.getParent() != null) {
            Files.createDirectories(folder.getParent(), attribute);
        }
        try {
            return Files.createDirectory(folder, attribute);
        } catch (FileAlreadyExistsException e) {
            check(folder);
            Files.setPosixFilePermissions(folder, OWNER_ONLY);
            return folder;
        }
    }

    private static void check(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " is not a folder. Remove it, and try again.");
        }
        var owner = Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (!owner.equals(CurrentUser.id())) {
            throw new IOException(folder + " belongs to another user, and is to hold what that user must not read."
                    + " Remove it, and try again.");
        }
    }
}
