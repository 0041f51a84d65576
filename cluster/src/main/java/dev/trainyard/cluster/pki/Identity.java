package dev.trainyard.cluster.pki;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A private key and the certificate for it, with the authority that signed it.
 *
 * @param authority the certificate of the cluster's CA
 */
public record Identity(PrivateKey key, X509Certificate certificate, X509Certificate authority) {
    /** TLS as this identity, as a server or a client, trusting only what the cluster's CA has signed. */
    public SSLContext sslContext() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new SingleKeyManager(this)},
                    trust(authority).getTrustManagers(),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't set up TLS for " + certificate.getSubjectX500Principal(), e);
        }
    }

    private static TrustManagerFactory trust(X509Certificate authority) throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e); // nothing is read
        }
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory;
    }
}
