package dev.trainyard.cli.local;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A log file that does not grow without end. When it is full, its content becomes {@code <name>.old}, in place of what
 * is there, and the file is emptied. It is not renamed: what the JVM itself says as it dies goes to the same open file.
 */
final class BoundedLog extends OutputStream {
    private static final long LARGEST = 16 << 20;

    private final OutputStream out;
    private final Path file;
    private final long largest;
    private long size;

    /** @param out appends to the file, so that it goes on at the new end after the file is emptied */
    BoundedLog(OutputStream out, Path file, long largest) {
        this.out = out;
        this.file = file;
        this.largest = largest;
        this.size = file.toFile().length();
    }

    /** This process's standard error, which goes to that file. */
    static BoundedLog standardError(Path file) {
        return new BoundedLog(new FileOutputStream(FileDescriptor.err), file, LARGEST);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (size > 0 && size + length > largest) {
            keepOld();
        }
        out.write(bytes, offset, length);
        size += length;
    }

    private void keepOld() throws IOException {
        try {
            Files.copy(file, file.resolveSibling(file.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        } finally {
            // On a full disk too: there the new lines say why.
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
            size = 0;
        }
    }
}
