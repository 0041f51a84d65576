package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What an error of a file system means for a store that is a folder. */
final class FolderFailure {
    private FolderFailure() {}

    /** @param object what was to be stored, in part or whole; empty where it was something else */
    static StoreException of(Path root, Optional<String> object, IOException e) {
        if (e instanceof FileSystemException file && !Path.of(file.getFile()).startsWith(root)) {
            return new StoreException.ContentChanged("the file went away while it was read: " + e, e);
        }
        var reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (e instanceof AccessDeniedException || reason.contains("read-only file system")) {
            return new StoreException.Refused(
                    "%s may not be written by user %s (%s): correct its mode, or the pod's fsGroup"
                            .formatted(root, System.getProperty("user.name"), e.getMessage()),
                    e);
        }
        if (object.isPresent() && (isInTheWay(e, reason) || isOfTheName(reason))) {
            return new StoreException.RefusedObject("the folder " + root, object.get(), words(e));
        }
        if (isInTheWay(e, reason)) {
            return new StoreException.Refused(
                    "what is in %s stands in the way (%s): remove it".formatted(root, e.getMessage()), e);
        }
        if (reason.contains("no locks available")) {
            return new StoreException.Refused(
                    "the file system of %s has no locks, which keep two writers apart: mount it with them (NFS 4)"
                            .formatted(root),
                    e);
        }
        if (reason.contains("no space left") || reason.contains("quota")) {
            return new StoreException.Unavailable("%s is full (%s): make room".formatted(root, e.getMessage()), e);
        }
        return new StoreException.Unavailable("cannot write to %s: %s".formatted(root, e), e);
    }

    private static boolean isInTheWay(IOException e, String reason) {
        return e instanceof FileAlreadyExistsException
                || Stream.of("directory not empty", "is a directory", "not a directory")
                        .anyMatch(reason::contains);
    }

    /** Not every file system has the same names, nor files as big: CIFS has no colons, FAT nothing over 4 GiB. */
    private static boolean isOfTheName(String reason) {
        return Stream.of("file name too long", "invalid argument", "multibyte", "file too large")
                .anyMatch(reason::contains);
    }

    private static String words(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : e instanceof FileAlreadyExistsException ? "a file or a folder of that name is there" : e.toString();
    }
}
