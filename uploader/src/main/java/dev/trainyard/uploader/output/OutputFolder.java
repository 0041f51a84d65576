package dev.trainyard.uploader.output;

import dev.trainyard.uploader.store.Content;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The folder that the trainer writes to. The trainer can replace any file and any folder in it by a link, at any
 * moment, and the uploader can read what the trainer cannot: the store's keys. So every path is opened a component at a
 * time, each relative to the folder before it, and no link is followed ({@code docs/decisions/0640}).
 *
 * <p>Paths are relative to the folder, with {@code /} between their parts. Where a part of one is a link, or is not
 * what it was, that is a {@link NoSuchFileException}: nothing is there that belongs to the run.
 *
 * @param volume where the volume is mounted, which nobody in the pod can replace; it holds the folder
 */
public record OutputFolder(Path volume, Path folder) {
    /** Where a folder or a link is made before it is moved to its place. */
    public static final String NEW = ".trainyard.new";

    private static final int MOST_TEXT = 1 << 20;

    private static final String NO_LINK = "it is a link, or not what it was";

    public OutputFolder {
        if (!folder.startsWith(volume)) {
            throw new IllegalArgumentException(folder + " is not in " + volume);
        }
    }

    /** A folder that is a volume. */
    public static OutputFolder at(Path volume) {
        return new OutputFolder(volume, volume);
    }

    /** Its name for people, and for questions whose answers are no secret: whether it is there, when it changed. */
    public Path path(String path) {
        return folder.resolve(path);
    }

    public boolean exists(String path) {
        return Files.exists(path(path), LinkOption.NOFOLLOW_LINKS);
    }

    public boolean isFolder(String path) {
        return Files.isDirectory(path(path), LinkOption.NOFOLLOW_LINKS);
    }

    /** The content of a file. */
    public Content file(String path) {
        return new OutputFile(this, path);
    }

    private record OutputFile(OutputFolder folder, String path) implements Content {
        @Override
        public SeekableByteChannel open() throws IOException {
            return folder.open(path, StandardOpenOption.READ);
        }

        @Override
        public String toString() {
            return folder.path(path).toString();
        }
    }

    /** Opens a folder in it, or itself where the path is empty. */
    public SecureDirectoryStream<Path> list(String path) throws IOException {
        return list(path(path));
    }

    private SecureDirectoryStream<Path> list(Path path) throws IOException {
        var open = secure(volume);
        for (var name : names(volume.relativize(path))) {
            try (var parent = open) {
                open = enter(parent, name);
            } catch (FileSystemException e) {
                throw named(e, path);
            }
        }
        return open;
    }

    /** Opens a folder that is in an open one, and stays open when that one is closed. */
    public static SecureDirectoryStream<Path> enter(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        // To open a pipe is to wait for its writer.
        if (!attributes(parent, name).isDirectory()) {
            throw new NoSuchFileException(name.toString(), null, NO_LINK);
        }
        try {
            return parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            throw named(e, name);
        }
    }

    /** Opens a file; with {@link StandardOpenOption#CREATE}, it is made if it is not there. */
    public SeekableByteChannel open(String path, StandardOpenOption... options) throws IOException {
        var all = new HashSet<OpenOption>(Set.of(options));
        all.add(LinkOption.NOFOLLOW_LINKS);
        var name = name(path);
        try (var parent = parent(path)) {
            try {
                if (!attributes(parent, name).isRegularFile()) {
                    throw new NoSuchFileException(path(path).toString(), null, NO_LINK);
                }
            } catch (NoSuchFileException e) {
                if (e.getReason() != null || !all.contains(StandardOpenOption.CREATE)) {
                    throw e;
                }
            }
            return parent.newByteChannel(name, all);
        } catch (FileSystemException e) {
            throw named(e, path(path));
        }
    }

    /**
     * What the file system says of a path.
     *
     * @throws NoSuchFileException if it is not there
     */
    public BasicFileAttributes attributes(String path) throws IOException {
        try (var parent = parent(path)) {
            return attributes(parent, name(path));
        } catch (FileSystemException e) {
            throw named(e, path(path));
        }
    }

    /** Says when a file was last written. */
    public void setModified(String path, FileTime modified) throws IOException {
        try (var parent = parent(path)) {
            view(parent, name(path)).setTimes(modified, null, null);
        }
    }

    /** The text of a small file. */
    public String read(String path) throws IOException {
        try (var channel = open(path, StandardOpenOption.READ)) {
            if (channel.size() > MOST_TEXT) {
                throw new FileSystemException(path(path).toString(), null, "it is too long");
            }
            var bytes = ByteBuffer.allocate((int) channel.size());
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // Until it is full, or the file is at its end.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    /** A reader finds the old text or the new, after a power cut too. */
    public void replace(String path, String text) throws IOException {
        var temporary = path + ".tmp";
        delete(temporary);
        try (var channel = open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            force(channel);
        }
        move(temporary, path);
        try (var parent = parent(path);
                var itself = parent.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
            force(itself);
        }
    }

    private static void force(SeekableByteChannel channel) throws IOException {
        if (channel instanceof FileChannel file) {
            file.force(true);
        }
    }

    /** Moves a file, a link or a folder; what is at the other place is replaced, as rename(2) has it. */
    public void move(String from, String to) throws IOException {
        try (var parent = parent(from);
                var other = parent(to)) {
            parent.move(name(from), other, name(to));
        } catch (FileSystemException e) {
            throw named(e, path(from));
        }
    }

    /** Removes a file or a link, if there is one. */
    public void delete(String path) throws IOException {
        try (var parent = parent(path)) {
            parent.deleteFile(name(path));
        } catch (NoSuchFileException e) {
            // There is none.
        } catch (FileSystemException e) {
            throw named(e, path(path));
        }
    }

    /** Removes a folder and all that is in it, if there is one. */
    public void deleteAll(String path) throws IOException {
        try (var parent = parent(path)) {
            FolderRemoval.remove(parent, name(path));
        } catch (NoSuchFileException e) {
            // There is none, or somebody else has removed it.
        }
    }

    /** Makes a folder, and those above it, where there is none. */
    public void createFolders(String path) throws IOException {
        list("").close();
        var made = "";
        for (var name : names(Path.of(path))) {
            var next = made.isEmpty() ? name.toString() : made + "/" + name;
            if (!exists(next)) {
                createFolder(next);
            }
            made = next;
        }
        // What is there may be a link, or a file.
        try {
            list(path).close();
        } catch (NoSuchFileException e) {
            throw new FileAlreadyExistsException(
                    path(path).toString(), null, "it is to be a folder, and is a link or a file: remove it");
        }
    }

    /**
     * Java has no mkdirat(2), so the folder is made where no parent of it can be replaced by a link, and then moved.
     */
    private void createFolder(String path) throws IOException {
        // A kill may have left one.
        deleteAll(NEW);
        Files.createDirectory(path(NEW));
        move(NEW, path);
    }

    /** Makes a link in the place of what is there, other than a folder. Java has no symlinkat(2) either. */
    public void createLink(String path, Path target) throws IOException {
        deleteAll(NEW);
        Files.createSymbolicLink(path(NEW), target);
        move(NEW, path);
    }

    /**
     * The text of a link. Java has no readlinkat(2), so this goes by path, as stat does: where a folder above it is
     * replaced by a link, it may be the text of a link elsewhere. It is to be taken for a path in this folder, or for
     * nothing.
     *
     * @throws java.nio.file.NotLinkException if it is something else
     */
    Path readLink(String path) throws IOException {
        return Files.readSymbolicLink(path(path));
    }

    private SecureDirectoryStream<Path> parent(String path) throws IOException {
        return list(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    private static Path name(String path) {
        return Path.of(path).getFileName();
    }

    /** The parts of a path; none of the empty one. */
    private static List<Path> names(Path path) throws IOException {
        var names = new ArrayList<Path>();
        for (var name : path) {
            var text = name.toString();
            if (text.equals(".") || text.equals("..")) {
                throw new NoSuchFileException(path.toString(), null, "it leads out of its folder");
            }
            if (!text.isEmpty()) {
                names.add(name);
            }
        }
        return names;
    }

    @SuppressWarnings("StreamResourceLeak") // The caller closes it.
    private static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
        var open = Files.newDirectoryStream(folder);
        if (open instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        open.close();
        throw new FileSystemException(folder.toString(), null, "this system cannot open files relative to a folder");
    }

    static BasicFileAttributes attributes(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return view(parent, name).readAttributes();
    }

    private static BasicFileAttributeView view(SecureDirectoryStream<Path> parent, Path name) {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    }

    /** The same with the whole path; a link where something else was a moment ago is nothing. */
    private static FileSystemException named(FileSystemException e, Path path) {
        var reason = e.getReason();
        return switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(path.toString(), null, reason);
            case NotDirectoryException _ -> new NoSuchFileException(path.toString(), null, NO_LINK);
            case AccessDeniedException _ -> new AccessDeniedException(path.toString(), null, reason);
            // So the JDK names ELOOP.
            case FileSystemException _
            when reason != null && reason.contains("symbolic link") ->
                new NoSuchFileException(path.toString(), null, NO_LINK);
            case FileSystemException other -> other;
        };
    }
}
