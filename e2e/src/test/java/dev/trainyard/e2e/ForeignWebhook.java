package dev.trainyard.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.trainyard.api.Serialization;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A webhook of somebody else that is asked about the pods of one scenario: it adds a container to them, or denies them.
 */
final class ForeignWebhook implements AutoCloseable {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String ALIAS = "webhook";

    private final Scenario scenario;
    private final HttpsServer server;
    private final String name;

    private ForeignWebhook(Scenario scenario, Path folder, String response)
            throws IOException, GeneralSecurityException {
        this.scenario = scenario;
        name = "foreign-" + scenario.namespace();
        var keys = keys(folder);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls(keys)));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/pods", exchange -> answer(exchange, response));
        server.start();
        register("-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getCertificate(ALIAS).getEncoded())));
    }

    /** Adds this container, as JSON, to each pod. */
    static ForeignWebhook adding(Scenario scenario, Path folder, String container)
            throws IOException, GeneralSecurityException {
        var patch = "[{\"op\": \"add\", \"path\": \"/spec/containers/-\", \"value\": %s}]".formatted(container);
        return new ForeignWebhook(
                scenario, folder, """
                {"allowed": true, "patchType": "JSONPatch", "patch": "%s"}""".formatted(Base64.getEncoder().encodeToString(patch.getBytes(UTF_8))));
    }

    /** Denies each pod with these words. */
    static ForeignWebhook denying(Scenario scenario, Path folder, String message)
            throws IOException, GeneralSecurityException {
        return new ForeignWebhook(scenario, folder, """
                {"allowed": false, "status": {"code": 403, "message": "%s"}}""".formatted(message));
    }

    private void register(String certificate) {
        scenario.client()
                .resource(Serialization.kubernetes()
                        .unmarshal(
                                """
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingWebhookConfiguration
                metadata: {name: %1$s}
                webhooks:
                - name: pods.example.com
                  admissionReviewVersions: [v1]
                  sideEffects: None
                  failurePolicy: Fail
                  rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods]}]
                  namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %2$s}}
                  clientConfig: {url: "https://127.0.0.1:%3$d/pods", caBundle: "%4$s"}
                """.formatted(
                                                name,
                                                scenario.namespace(),
                                                server.getAddress().getPort(),
                                                Base64.getEncoder().encodeToString(certificate.getBytes(US_ASCII))),
                                MutatingWebhookConfiguration.class))
                .create();
    }

    private static void answer(HttpExchange exchange, String response) throws IOException {
        try (exchange) {
            var uid = Serialization.mapper()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .at("/request/uid")
                    .asText();
            var review = Serialization.mapper()
                    .createObjectNode()
                    .put("apiVersion", "admission.k8s.io/v1")
                    .put("kind", "AdmissionReview");
            review.set("response", ((ObjectNode) Serialization.mapper().readTree(response)).put("uid", uid));
            var body = Serialization.mapper().writeValueAsBytes(review);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static SSLContext tls(KeyStore keys) throws GeneralSecurityException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        var tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }

    private static KeyStore keys(Path folder) throws IOException, GeneralSecurityException {
        var file = folder.resolve("webhook.p12");
        var keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        var output = new String(keytool.getInputStream().readAllBytes(), UTF_8);
        if (!Files.exists(file)) {
            throw new IOException("keytool has made no keys: " + output);
        }
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    @Override
    public void close() {
        scenario.client()
                .resources(MutatingWebhookConfiguration.class)
                .withName(name)
                .delete();
        server.stop(0);
    }
}
