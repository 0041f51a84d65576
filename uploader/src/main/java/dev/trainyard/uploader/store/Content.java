package dev.trainyard.uploader.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a file contains; each reader opens it again. Its text names the file. */
public interface Content {
    /**
     * Opens it at its beginning.
     *
     * @throws java.nio.file.NoSuchFileException if there is no file any more
     */
    SeekableByteChannel open() throws IOException;

    /** A file in a folder that only we and the kubelet write to. */
    record Of(Path file) implements Content {
        @Override
        public SeekableByteChannel open() throws IOException {
            return Files.newByteChannel(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }
}
