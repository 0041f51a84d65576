package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores with a certificate of one's own, and stores that only a proxy reaches. */
class NetworkTest {
    private static final byte[] CONTENT = {1};

    @TempDir
    static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static TestCertificate certificate;

    @BeforeAll
    static void certify() throws Exception {
        certificate = TestCertificate.in(folder);
    }

    @Test
    void trustsACertificateOfOnesOwn() throws Exception {
        try (var bucket = new AwsBucket(certificate.server())) {
            var endpoint = "https://localhost:" + bucket.port();
            create(endpoint, new Network(Proxies.NONE, Optional.of(certificate.pem())));
            assertThat(bucket.object("model")).isPresent();
            assertThatThrownBy(() -> create(endpoint, Network.DIRECT))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("is not trusted")
                    .hasMessageContaining("spec.caBundle");
        }
    }

    @Test
    void trustsItForItsHostsOnly() throws Exception {
        try (var bucket = new AwsBucket(certificate.server());
                var proxy = new TestProxy(bucket.port())) {
            var network = new Network(proxies(proxy.url()), Optional.of(certificate.pem()));
            assertThatThrownBy(() -> create("https://another.example", network))
                    .isInstanceOf(StoreException.Refused.class)
                    .hasMessageContaining("is not trusted");
        }
    }

    @Test
    void saysThatABundleHoldsNoCertificate() throws Exception {
        var bundle = Files.writeString(
                folder.resolve("empty"), "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> create("https://localhost:1", new Network(Proxies.NONE, Optional.of(bundle))))
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("cannot use the CA bundle " + bundle);
    }

    @Test
    void reachesAStoreByWayOfAProxy() throws Exception {
        try (var bucket = new AwsBucket();
                var proxy = new TestProxy(bucket.port())) {
            create("http://store.example:9000", new Network(proxies(proxy.url()), Optional.empty()));
            assertThat(bucket.object("model")).isPresent();
            assertThat(proxy.asked).contains("PUT http://store.example:9000/artifacts/model HTTP/1.1");
        }
    }

    @Test
    void reachesAStoreOverTlsByWayOfAProxy() throws Exception {
        try (var bucket = new AwsBucket(certificate.server());
                var proxy = new TestProxy(bucket.port())) {
            create("https://store.example/", new Network(proxies(proxy.url()), Optional.of(certificate.pem())));
            assertThat(bucket.object("model")).isPresent();
            assertThat(proxy.asked).allMatch("CONNECT store.example:443 HTTP/1.1"::equals);
        }
    }

    @Test
    void saysWhichProxyIsAway() {
        assertThatThrownBy(() ->
                        create("https://store.example", new Network(proxies("http://127.0.0.1:1"), Optional.empty())))
                .isInstanceOf(StoreException.Unavailable.class)
                .hasMessageContaining("by way of the proxy http://127.0.0.1:1");
    }

    @Test
    void saysThatAProxyAsksForAPassword() throws Exception {
        try (var proxy = new TestProxy(1)) {
            proxy.asksForAPassword = true;
            for (var endpoint : List.of("http://store.example", "https://store.example")) {
                assertThatThrownBy(() -> create(endpoint, new Network(proxies(proxy.url()), Optional.empty())))
                        .as(endpoint)
                        .isInstanceOf(StoreException.Refused.class)
                        .hasMessageContaining("asks for a password");
            }
        }
    }

    private static Proxies proxies(String url) {
        return new Proxies(Optional.of(URI.create(url)), Optional.of(URI.create(url)), List.of());
    }

    private static void create(String endpoint, Network network) throws StoreException {
        var at = new S3Location(
                "artifacts",
                "",
                Optional.of(URI.create(endpoint)),
                "us-east-1",
                true,
                true,
                new FixedKeys(new Credentials("key", "hidden", Optional.empty())),
                Map.of(),
                Optional.empty(),
                network);
        try (var store = new S3Store(at, Bandwidth.unlimited())) {
            store.create("model", CONTENT);
        }
    }
}
