package dev.trainyard.cluster.pki;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key and the certificate for it, with the authority that signed it.
 *
 * @param authority the certificate of the cluster's CA
 */
public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    private static final char[] NO_PASSWORD = {};

    /** TLS as this identity, as a server or a client, trusting only what the cluster's CA has signed. */
    public SSLContext sslContext() {
        try {
            KeyStore keys = emptyKeyStore();
            keys.setKeyEntry(
                    "key", key, NO_PASSWORD, List.of(certificate, authority).toArray(X509Certificate[]::new));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, NO_PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust(authority).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't set up TLS for " + certificate.getSubjectX500Principal(), e);
        }
    }

    private static TrustManagerFactory trust(X509Certificate authority) throws GeneralSecurityException {
        KeyStore trusted = emptyKeyStore();
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }

    private static KeyStore emptyKeyStore() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, NO_PASSWORD);
        } catch (java.io.IOException e) {
            throw new GeneralSecurityException(e); // nothing is read
        }
        return store;
    }
}
