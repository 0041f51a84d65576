package dev.trainyard.cli.local;

import dev.trainyard.cli.failure.Failure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file in the home that is locked by one process at a time; the kernel frees it when that process dies. */
public final class HomeLock implements AutoCloseable {
    private final FileChannel channel;

    private HomeLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock, waiting for whoever has it. Makes the home, for its owner's eyes only. */
    public static HomeLock await(Home home, Path file) {
        var channel = open(home, file);
        try {
            channel.lock();
            return new HomeLock(channel);
        } catch (IOException failed) {
            throw cannotUse(home, failed);
        }
    }

    /** Takes the lock if nobody has it. */
    public static Optional<HomeLock> tryTake(Home home, Path file) {
        var channel = open(home, file);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new HomeLock(channel));
        } catch (IOException failed) {
            throw cannotUse(home, failed);
        }
    }

    private static FileChannel open(Home home, Path file) {
        try {
            Files.createDirectories(
                    home.path(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw cannotUse(home, failed);
        }
    }

    private static Failure cannotUse(Home home, IOException why) {
        var reason = why instanceof FileSystemException file && file.getReason() != null
                ? file.getReason()
                : switch (why) {
                    case NoSuchFileException _ -> "it cannot be made";
                    case AccessDeniedException _ -> "permission denied";
                    case FileAlreadyExistsException _ -> "it is a file";
                    default -> why.toString();
                };
        return new Failure(
                "The local cluster cannot use its home, " + home.path() + ": " + reason
                        + ". Give this user the right to write there, or name another folder in $TRAINYARD_HOME.",
                why);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException closed) {
            // The lock goes with the process at the latest.
        }
    }
}
