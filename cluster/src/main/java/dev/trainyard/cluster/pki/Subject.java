package dev.trainyard.cluster.pki;

import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Whom a certificate is for, and what for.
 *
 * @param organization for a client, its group, as Kubernetes reads it
 */
record Subject(String commonName, String organization, KeyPurposeId purpose) {
    static Subject server(String commonName) {
        return new Subject(commonName, "trainyard", KeyPurposeId.id_kp_serverAuth);
    }

    static Subject client(String commonName, String organization) {
        return new Subject(commonName, organization, KeyPurposeId.id_kp_clientAuth);
    }
}
