package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.KubeflowJob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What a run has left in the store.
 *
 * @param manifest what {@code manifest.json} says
 * @param files the content of each object of the attempt that it names, by path
 * @param logs what the pods logged, by the names of the files that are kept of it
 */
record Artifacts(JsonNode manifest, Map<String, byte[]> files, Map<String, String> logs) {
    private static final String MANIFEST = "manifest.json";
    private static final String LOGS = ".trainyard/logs/";

    /** Reads a job's run, and checks that the manifest lists exactly the files that are there, with their checksums. */
    static Artifacts of(S3Access store, KubeflowJob job) {
        return of(
                store,
                job.getMetadata().getNamespace(),
                job.getMetadata().getName(),
                job.getMetadata().getUid());
    }

    /** The same of a run of this name, whatever it is a run of. */
    static Artifacts of(S3Access store, String namespace, String job, String uid) {
        var run = "%s/%s/%s/".formatted(namespace, job, uid);
        try (var client = store.client()) {
            assertThat(keys(client, run)).as("objects under %s", run).contains(run + MANIFEST);
            var manifest = Serialization.mapper().readTree(content(client, run + MANIFEST));
            var attempt = run + manifest.get("attempt").asInt() + "/";
            var files = new TreeMap<String, byte[]>();
            keys(client, attempt).forEach(key -> files.put(key.substring(attempt.length()), content(client, key)));
            assertWhole(manifest, files);
            var logs = new TreeMap<String, String>();
            for (var log : files.entrySet()) {
                if (log.getKey().startsWith(LOGS)) {
                    logs.put(log.getKey().substring(LOGS.length()), unzipped(log.getValue()));
                }
            }
            files.keySet().removeIf(path -> path.startsWith(LOGS));
            return new Artifacts(manifest, files, logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertWhole(JsonNode manifest, Map<String, byte[]> files) {
        var listed = new TreeMap<String, String>();
        manifest.get("files")
                .forEach(file -> listed.put(
                        file.get("path").asText(),
                        file.get("size").asLong() + " " + file.get("sha256").asText()));
        var found = new TreeMap<String, String>();
        files.forEach((path, content) -> found.put(path, content.length + " " + sha256(content)));
        assertThat(found).isEqualTo(listed);
    }

    private static String unzipped(byte[] content) throws IOException {
        try (var gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    String outcome() {
        return manifest.get("outcome").asText();
    }

    private static List<String> keys(S3Client client, String prefix) {
        return client
                .listObjectsV2Paginator(list -> list.bucket(S3Access.BUCKET).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    private static byte[] content(S3Client client, String key) {
        return client.getObjectAsBytes(get -> get.bucket(S3Access.BUCKET).key(key))
                .asByteArrayUnsafe();
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
