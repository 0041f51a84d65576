package dev.trainyard.uploader;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes checkpoints as the frameworks do. */
final class TrainerFiles {
    /** Saves as TensorFlow does: shards, then the index, then the pointer. */
    static void tensorFlow(Pod pod, int step) throws IOException {
        pod.write("checkpoint/ckpt-" + step + ".data-00000-of-00001", "data " + step);
        var temporary = pod.output.resolve("checkpoint/ckpt-" + step + ".index.tempstate1");
        Files.writeString(temporary, "index " + step);
        Files.move(temporary, pod.output.resolve("checkpoint/ckpt-" + step + ".index"), StandardCopyOption.ATOMIC_MOVE);
        pod.write("checkpoint/checkpoint", "model_checkpoint_path: \"ckpt-" + step + "\"\n");
    }

    static void write(Pod pod, String path, byte[] content, int length) throws IOException {
        var file = pod.output.resolve(path);
        Files.createDirectories(file.getParent());
        try (var out = Files.newOutputStream(file)) {
            out.write(content, 0, length);
        }
    }

    static void link(Pod pod, String path, String target) throws IOException {
        var link = pod.output.resolve(path);
        Files.createDirectories(link.getParent());
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, Path.of(target));
    }

    /** As the library leaves it: the superblock says where the file ends. */
    static byte[] hdf5(int content) {
        var file = ByteBuffer.allocate(96).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0});
        return file.putLong(40, 96).putInt(90, content).array();
    }

    static byte[] zip(String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("archive/data.pkl"));
            zip.write(content.getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private TrainerFiles() {}
}
