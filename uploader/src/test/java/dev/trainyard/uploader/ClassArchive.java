package dev.trainyard.uploader;

import dev.trainyard.uploader.store.S3ProxyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Random;

/**
 * Run by the build once the jars are together: lets the uploader upload something to a real server and keeps, as a
 * class-data archive, what it loaded for that.
 */
final class ClassArchive {
    private ClassArchive() {}

    public static void main(String[] arguments) throws Exception {
        var archive = Path.of(arguments[0]).toAbsolutePath();
        var folder = Files.createTempDirectory("class-archive");
        try (var server = S3ProxyStore.start(folder.resolve("objects"));
                var pod = new Pod(folder, server.environment("models/"))) {
            pod.environment.put("UPLOADER_JAVA_OPTIONS", "-XX:ArchiveClassesAtExit=" + archive);
            pod.run();
            pod.write("small", "x");
            pod.write("empty", "");
            var content = new byte[20 << 20];
            new Random(1).nextBytes(content);
            Files.write(pod.output.resolve("big"), content);
            pod.done();
            pod.awaitLine("uploading files=3/3 .*");
            pod.ended("Succeeded", 0);
            if (pod.exitCode() != 0 || !Files.exists(archive)) {
                throw new IllegalStateException("no class archive was made:\n" + pod.log());
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
