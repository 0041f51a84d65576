package dev.trainyard.cluster.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Asks a webhook, over HTTPS. A connection for each question: they are few, and certificates change. */
final class WebhookCall {
    private static final int OK = 200;

    private WebhookCall() {}

    /** Sends an AdmissionReview, and returns what came back. */
    static JsonNode post(Webhook webhook, ObjectNode review) throws CallFailedException {
        URI url = url(webhook);
        String about = "failed to call webhook: Post \"" + url + "\": ";
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trust(webhook, about)).build()) {
            HttpRequest request = HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .POST(BodyPublishers.ofByteArray(Json.bytes(review)))
                    .build();
            HttpResponse<byte[]> response;
            try {
                response = client.sendAsync(request, BodyHandlers.ofByteArray())
                        .get(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS);
            } finally {
                client.shutdownNow();
            }
            if (response.statusCode() != OK) {
                throw new CallFailedException(
                        "failed to call webhook: the server answers with status " + response.statusCode());
            }
            return Json.parse(response.body());
        } catch (TimeoutException e) {
            throw new CallFailedException(about + "context deadline exceeded");
        } catch (ExecutionException e) {
            throw new CallFailedException(about + why(url, Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailedException(about + "the cluster is stopping");
        } catch (IOException e) {
            throw new CallFailedException("failed to call webhook: its answer is no JSON: " + e.getMessage());
        }
    }

    private static URI url(Webhook webhook) throws CallFailedException {
        String url = webhook.clientConfig().path("url").asText("");
        if (url.isEmpty()) {
            throw new CallFailedException(
                    "failed to call webhook: the local cluster has no network of Services: give it a clientConfig.url");
        }
        return URI.create(url + "?timeout=" + webhook.timeout().toSeconds() + "s");
    }

    private static String why(URI url, Throwable cause) {
        return switch (cause) {
            case ConnectException _ -> "dial tcp " + url.getAuthority() + ": connect: connection refused";
            case SSLException e -> "tls: failed to verify certificate: " + e.getMessage();
            default -> cause.toString();
        };
    }

    /** Trusts the webhook's {@code caBundle}; without one, whom this machine trusts. */
    private static SSLContext trust(Webhook webhook, String about) throws CallFailedException {
        String bundle = webhook.clientConfig().path("caBundle").asText("");
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            if (bundle.isEmpty()) {
                context.init(null, null, null);
                return context;
            }
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            int number = 0;
            for (Certificate authority : CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(Base64.getMimeDecoder().decode(bundle)))) {
                trusted.setCertificateEntry("ca-" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw new CallFailedException(about + "unable to load root certificates: " + e.getMessage());
        }
    }
}
