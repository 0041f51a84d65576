package dev.trainyard.operator;

import java.util.List;

/**
 * Which ciphers the operator prefers for its connections to the API server. The operator runs on the first compiler
 * alone, which has no instructions for AES: there ChaCha20 takes a quarter of the time. A Go server follows the
 * client's preference; one that does not know ChaCha20 takes AES.
 */
final class CipherSuites {
    /** What TLS of the JDK reads, once, before the first connection. */
    private static final String PROPERTY = "jdk.tls.client.cipherSuites";

    /** The suites of TLS 1.3 and those of TLS 1.2 with forward secrecy and authenticated encryption. */
    static final List<String> PREFERRED = List.of(
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    /** Sets the preference, unless the command line of the JVM has one. */
    static void prefer() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, String.join(",", PREFERRED));
        }
    }

    private CipherSuites() {}
}
