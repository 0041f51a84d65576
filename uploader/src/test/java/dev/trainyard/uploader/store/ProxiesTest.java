package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final URI PROXY = URI.create("http://proxy:3128");

    @ParameterizedTest
    @CsvSource({
        "'', https://s3.example.com, true",
        "*, https://s3.example.com, false",
        "example.com, https://s3.example.com, false",
        ".example.com, https://s3.example.com, false",
        "*.example.com, https://S3.Example.com, false",
        "ample.com, https://s3.example.com, true",
        "s3.example.com:443, https://s3.example.com, false",
        "s3.example.com:9000, https://s3.example.com, true",
        "s3.example.com:9000, https://s3.example.com:9000, false",
        "10.0.0.0/8, http://10.1.2.3:9000, false",
        "10.0.0.0/8, http://11.1.2.3:9000, true",
        "10.1.2.3, http://10.1.2.3:9000, false",
        "10.0.0.0/8, http://ten.example.com, true",
        "fd00::/8, 'http://[fd12::1]:9000', false",
        "'', http://localhost:9000, true",
        "'', http://127.0.0.1:9000, true",
        "'', http://169.254.169.254, true",
    })
    void isAskedUnlessItIsNotTo(String except, URI url, boolean asked) {
        var isOfThisMachine = url.getHost().matches("localhost|127.*|169.*");
        var proxies =
                new Proxies(Optional.of(PROXY), Optional.of(PROXY), except.isEmpty() ? List.of() : List.of(except));
        assertThat(proxies.toward(url).isPresent()).isEqualTo(asked && !isOfThisMachine);
    }

    @Test
    void isAnotherForTls() {
        var tls = URI.create("http://another:3128");
        var proxies = new Proxies(Optional.of(PROXY), Optional.of(tls), List.of());
        assertThat(proxies.toward(URI.create("http://s3.example.com"))).contains(PROXY);
        assertThat(proxies.toward(URI.create("https://s3.example.com"))).contains(tls);
        assertThat(Proxies.NONE.toward(URI.create("https://s3.example.com"))).isEmpty();
    }
}
