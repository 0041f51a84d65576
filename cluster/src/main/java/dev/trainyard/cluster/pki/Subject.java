package dev.trainyard.cluster.pki;

/**
 * Whom a certificate is for, and what for.
 *
 * @param organization for a client, its group, as Kubernetes reads it
 */
record Subject(String commonName, String organization, Purpose purpose) {
    /** Spoken of without Bouncy Castle, whose signed jar costs 50 ms to open: only new certificates need it. */
    enum Purpose {
        SERVER,
        CLIENT
    }

    static Subject server(String commonName) {
        return new Subject(commonName, "trainyard", Purpose.SERVER);
    }

    static Subject client(String commonName, String organization) {
        return new Subject(commonName, organization, Purpose.CLIENT);
    }
}
