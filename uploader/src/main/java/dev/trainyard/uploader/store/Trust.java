package dev.trainyard.uploader.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts the certificates of a bundle, and those that Java brings: the store may have a certificate of one's own, and
 * STS has one that everybody knows. Java's are loaded when they are needed, since there are many.
 */
final class Trust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager own;

    private Trust(X509ExtendedTrustManager own) {
        this.own = own;
    }

    /**
     * @param bundle certificates in PEM
     * @throws IOException if it cannot be read; because of a {@link CertificateException} if it holds none
     */
    private static Trust in(Path bundle) throws IOException {
        try (var pem = new BufferedInputStream(Files.newInputStream(bundle))) {
            var certificates = CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (certificates.isEmpty()) {
                throw new CertificateException("there is no certificate in it");
            }
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            var number = 0;
            for (var certificate : certificates) {
                store.setCertificateEntry(Integer.toString(number), certificate);
                number++;
            }
            return new Trust(manager(store));
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    new CertificateException("cannot use the CA bundle " + bundle + ": " + e.getMessage(), e));
        }
    }

    static SSLSocketFactory sockets(Path bundle) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {in(bundle)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no TLS: " + e.getMessage(), e);
        }
    }

    private static X509ExtendedTrustManager manager(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Stream.of(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("this Java has no trust manager for X.509"));
    }

    /** What a trust manager is asked. */
    @FunctionalInterface
    private interface Question {
        void put(X509ExtendedTrustManager manager) throws CertificateException;
    }

    private void ask(Question question) throws CertificateException {
        try {
            question.put(own);
        } catch (CertificateException e) {
            try {
                question.put(manager(null));
            } catch (GeneralSecurityException _) {
                throw e;
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        ask(manager -> manager.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        ask(manager -> manager.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        ask(manager -> manager.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("there are no clients here");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return own.getAcceptedIssuers();
    }
}
