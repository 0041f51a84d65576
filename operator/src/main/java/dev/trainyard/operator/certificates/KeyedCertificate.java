package dev.trainyard.operator.certificates;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** A certificate and its private key. */
public record KeyedCertificate(PrivateKey key, X509Certificate certificate) {
    private static final byte[] ANYTHING = {1, 2, 3};

    /** Whether the key is this certificate's. */
    boolean fits() {
        try {
            var signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(ANYTHING);
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(certificate.getPublicKey());
            verifier.update(ANYTHING);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether one has signed the other. */
    boolean isSignedBy(X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return certificate.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** When it is to be made anew: at two thirds of its life, so that there is time left where that fails. */
    Instant due() {
        var begin = certificate.getNotBefore().toInstant();
        var life = Duration.between(begin, certificate.getNotAfter().toInstant());
        return begin.plus(life.multipliedBy(2).dividedBy(3));
    }

    /** Whether it may be used, and is not due. One that is not valid yet was made by a clock that is wrong. */
    boolean isFresh(Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant()) && now.isBefore(due());
    }
}
