package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

class CipherSuitesTest {
    /** A name that the JDK does not know would be dropped in silence, and the server would choose AES. */
    @Test
    void theJdkOffersEachSuite() throws Exception {
        var offered = SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites();
        assertThat(List.of(offered)).containsAll(CipherSuites.PREFERRED);
    }

    /** A server may know AES only, as one under FIPS 140 does. */
    @Test
    void chaCha20ComesFirstAndAesIsOffered() {
        assertThat(CipherSuites.PREFERRED.getFirst()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
        assertThat(CipherSuites.PREFERRED).contains("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }
}
