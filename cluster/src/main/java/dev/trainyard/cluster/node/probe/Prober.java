package dev.trainyard.cluster.node.probe;

import dev.trainyard.cluster.node.container.Attempt;
import dev.trainyard.cluster.node.container.Shim;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ExecAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Asks a container once: by a command inside it, by HTTP, or by opening a connection. */
public final class Prober {
    private final Shim shim;
    private final String address;
    private @Nullable HttpClient http;

    /** @param address where pods are reached that name no other host */
    public Prober(Shim shim, String address) {
        this.shim = shim;
        this.address = address;
    }

    /** An answer; the text says what was wrong. */
    public record Result(boolean passed, String text) {
        static final Result PASSED = new Result(true, "");
    }

    public Result execute(ExecAction action, Attempt attempt, Duration limit) throws InterruptedException {
        var answer = shim.execute(attempt, action.getCommand(), limit);
        if (answer.exitCode() == Shim.Answer.TIMED_OUT) {
            return new Result(false, "command timed out after " + limit.toSeconds() + "s");
        }
        return new Result(answer.exitCode() == 0, answer.output().strip());
    }

    public Result connect(IntOrString port, @Nullable String host, Container container, Duration limit) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(Objects.requireNonNullElse(host, address), port(port, container)),
                    Math.toIntExact(limit.toMillis()));
            return Result.PASSED;
        } catch (IOException e) {
            return new Result(false, "dial tcp %s:%s: %s".formatted(address, port.getValue(), e.getMessage()));
        }
    }

    /** Passes on a status from 200 to 399. Certificates are not checked, as with a kubelet. */
    public Result get(HTTPGetAction action, Container container, Duration limit) throws InterruptedException {
        var scheme = "HTTPS".equals(action.getScheme()) ? "https" : "http";
        var path = Optional.ofNullable(action.getPath())
                .filter(text -> !text.isEmpty())
                .orElse("/");
        try {
            var uri = "%s://%s:%d%s%s"
                    .formatted(
                            scheme,
                            Objects.requireNonNullElse(action.getHost(), address),
                            port(action.getPort(), container),
                            path.startsWith("/") ? "" : "/",
                            path);
            var request =
                    HttpRequest.newBuilder(URI.create(uri)).timeout(limit).header("User-Agent", "kube-probe/trainyard");
            for (var header : action.getHttpHeaders()) {
                if (!header.getName().equalsIgnoreCase("Host")) {
                    request.header(header.getName(), header.getValue());
                }
            }
            var status = client().send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            return status >= 200 && status < 400
                    ? Result.PASSED
                    : new Result(false, "HTTP probe failed with statuscode: " + status);
        } catch (IOException | IllegalArgumentException e) {
            return new Result(false, "Get \"%s\": %s".formatted(path, e));
        }
    }

    static int port(IntOrString port, Container container) throws IOException {
        if (port.getIntVal() != null) {
            return port.getIntVal();
        }
        return container.getPorts().stream()
                .filter(candidate -> port.getStrVal().equals(candidate.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElseThrow(() -> new IOException(
                        "container \"%s\" has no port named \"%s\"".formatted(container.getName(), port.getStrVal())));
    }

    private synchronized HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder()
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .sslContext(trustingAnyone())
                    .build();
        }
        return http;
    }

    private static SSLContext trustingAnyone() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
