package dev.trainyard.uploader.output;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * Removes a folder with all that is in it, however deep the trainer has made it. Each open folder costs a file
 * descriptor and a piece of the stack, so what lies deeper than {@link #DEEPEST} first moves to the top.
 */
final class FolderRemoval {
    private static final int DEEPEST = 64;
    private static final String MOVED = ".trainyard.deep.";

    private final SecureDirectoryStream<Path> top;
    private final long start = System.nanoTime();
    private int moved;

    private FolderRemoval(SecureDirectoryStream<Path> top) {
        this.top = top;
    }

    /** A link is removed as a link. */
    static void remove(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        if (!isFolder(parent, name)) {
            parent.deleteFile(name);
            return;
        }
        int movedInAll;
        do {
            // A folder is read again for what has moved there.
            try (var top = OutputFolder.enter(parent, name)) {
                var removal = new FolderRemoval(top);
                removal.empty(top, 0);
                movedInAll = removal.moved;
            }
        } while (movedInAll > 0);
        parent.deleteDirectory(name);
    }

    private void empty(SecureDirectoryStream<Path> folder, int depth) throws IOException {
        for (var entry : folder) {
            var name = entry.getFileName();
            if (!isFolder(folder, name)) {
                folder.deleteFile(name);
            } else if (depth == DEEPEST) {
                folder.move(name, top, Path.of(MOVED + start + "." + moved++));
            } else {
                try (var below = OutputFolder.enter(folder, name)) {
                    empty(below, depth + 1);
                }
                folder.deleteDirectory(name);
            }
        }
    }

    private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return OutputFolder.attributes(parent, name).isDirectory();
    }
}
