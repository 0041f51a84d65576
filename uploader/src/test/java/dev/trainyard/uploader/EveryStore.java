package dev.trainyard.uploader;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.trainyard.uploader.store.TestStore;
import dev.trainyard.uploader.store.TestStore.Kind;
import dev.trainyard.uploader.store.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A pod, the program that users run, and one real store after the other for its artifacts. */
@ParameterizedClass
@MethodSource("dev.trainyard.uploader.store.TestStore$Kind#here")
abstract class EveryStore {
    @TempDir
    static Path objects;

    @SuppressWarnings("NullAway.Init") // set before each round of the class
    static TestStore store;

    /** Between the uploader and the store. */
    @SuppressWarnings("NullAway.Init")
    static Wire wire;

    private static int tests;

    @TempDir
    Path folder;

    @Parameter
    Kind kind = Kind.S3PROXY;

    String prefix = "";
    Pod pod;

    @BeforeParameterizedClassInvocation
    static void start(Kind kind) throws Exception {
        store = kind.start(objects.resolve(kind.name()));
        wire = new Wire(store);
    }

    @AfterParameterizedClassInvocation
    static void stop() throws IOException {
        wire.close();
        store.close();
    }

    @BeforeEach
    void makePod() throws Exception {
        prefix = "models-" + ++tests + "/";
        pod = new Pod(folder, wire.environment(prefix));
    }

    @AfterEach
    void deletePod() {
        pod.close();
    }

    /** Runs the uploader to its end; returns its exit code. */
    int upload() throws Exception {
        pod.start("run");
        return pod.exitCode();
    }

    /** Of the pod's run. */
    Map<String, Object> manifest() throws Exception {
        return json(object("manifest.json"));
    }

    Map<String, Object> latest() throws Exception {
        return json(store.object(prefix + "default/digits/latest.json").orElseThrow());
    }

    /** An object of the pod's run, as the store has it. */
    byte[] object(String key) throws Exception {
        return find(key).orElseThrow(() -> new AssertionError("there is no " + key + "\n" + pod.log()));
    }

    Optional<byte[]> find(String key) throws Exception {
        return store.object(prefix + "default/digits/7a1c/" + key);
    }

    /** How the manifest names a file of this content. */
    static Map<String, Object> entry(String path, byte[] content) throws Exception {
        return Map.of("path", path, "size", content.length, "sha256", sha256(content));
    }

    static Map<String, Object> entry(String path, String content) throws Exception {
        return entry(path, bytes(content));
    }

    static Map<String, Object> json(byte[] text) throws IOException {
        return JSON.std.mapFrom(new String(text, StandardCharsets.UTF_8));
    }

    static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    static byte[] random(int size) {
        var content = new byte[size];
        new Random(1).nextBytes(content);
        return content;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A list of the manifest's. */
    static List<Object> list(Map<String, Object> manifest, String name) {
        return new ArrayList<>((List<?>) required(manifest, name));
    }

    static Object required(Map<?, ?> fields, String name) {
        return Objects.requireNonNull(fields.get(name), name);
    }
}
