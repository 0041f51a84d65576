package dev.trainyard.cli.artifacts;

import dev.trainyard.cli.failure.Failure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trust in the certificates of a bundle, beside those that Java brings. */
final class Trust {
    private Trust() {}

    static TrustManager[] in(String pem) {
        try {
            var certificates = new ArrayList<Certificate>(CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8))));
            if (certificates.isEmpty()) {
                throw new Failure("What spec.caBundle of the ArtifactStore names holds no certificate in PEM.");
            }
            Stream.of(managers(null))
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .forEach(manager -> certificates.addAll(List.of(manager.getAcceptedIssuers())));
            var all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            for (int number = 0; number < certificates.size(); number++) {
                all.setCertificateEntry(Integer.toString(number), certificates.get(number));
            }
            return managers(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new Failure(
                    "What spec.caBundle of the ArtifactStore names cannot be used as certificates: " + e.getMessage(),
                    e);
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
