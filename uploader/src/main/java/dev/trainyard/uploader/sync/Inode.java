package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** What the file system says of a directory entry, asked for once; links are not followed. */
record Inode(Kind kind, Fingerprint fingerprint) {
    enum Kind {
        FILE,
        FOLDER,
        LINK,
        OTHER
    }

    static Inode of(Path file) throws IOException {
        var stat = Files.readAttributes(file, "unix:mode,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
        return new Inode(
                kind((Integer) get(stat, "mode")),
                new Fingerprint((Long) get(stat, "size"), nanos(stat, "lastModifiedTime"), nanos(stat, "ctime")));
    }

    /** The file type in {@code st_mode}, as inode(7) has it. */
    private static Kind kind(int mode) {
        return switch (mode & 0170000) {
            case 0100000 -> Kind.FILE;
            case 0040000 -> Kind.FOLDER;
            case 0120000 -> Kind.LINK;
            default -> Kind.OTHER;
        };
    }

    private static long nanos(Map<String, Object> stat, String name) {
        return ((FileTime) get(stat, name)).to(TimeUnit.NANOSECONDS);
    }

    private static Object get(Map<String, Object> stat, String name) {
        return Objects.requireNonNull(stat.get(name), name);
    }
}
