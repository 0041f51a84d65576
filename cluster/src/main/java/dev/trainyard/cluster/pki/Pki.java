package dev.trainyard.cluster.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;

/**
 * The folder {@code pki/} of the cluster's home: a certificate authority of its own, and key pairs that it has signed,
 * under the names that kubeadm gives them. What is missing is made when it is first asked for; what is there is read
 * back, so that clients go on trusting the cluster after a restart.
 */
public final class Pki {
    private final Path folder;
    private final Identity authority;

    private Pki(Path folder, Identity authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /**
     * Opens the folder, and makes the authority in it unless there is one.
     *
     * @param folder made when it does not exist
     * @throws PkiException when a file can't be read or written, or does not hold what it should
     */
    public static Pki open(Path folder) {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return new Pki(folder, authority(folder));
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(folder, e);
        }
    }

    /** The CA's certificate, which clients trust. */
    public X509Certificate authority() {
        return authority.certificate();
    }

    /** The CA's certificate as a PEM file's content. */
    public String authorityPem() {
        try {
            return Pem.encode("CERTIFICATE", authority.certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new PkiException(folder, e);
        }
    }

    /** What the API server shows to its clients. */
    public Identity apiServer() {
        return signed("apiserver", Subject.server("kube-apiserver"));
    }

    /** What the API server shows to the node agent. */
    public Identity apiServerAsNodeClient() {
        return signed("apiserver-kubelet-client", Subject.client("kube-apiserver-kubelet-client", "system:masters"));
    }

    /** What the node agent shows to those who call it. */
    public Identity nodeAgent() {
        return signed("kubelet", Subject.server("system:node"));
    }

    /** The administrator's bearer token: 256 random bits, the same for as long as the folder lives. */
    public String adminToken() {
        Path file = folder.resolve("admin.token");
        try {
            if (!Files.exists(file)) {
                byte[] token = new byte[32];
                new SecureRandom().nextBytes(token);
                Pem.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(token) + "\n");
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new PkiException(file, e);
        }
    }

    private synchronized Identity signed(String name, Subject subject) {
        Path certificateFile = folder.resolve(name + ".crt");
        Path keyFile = folder.resolve(name + ".key");
        try {
            if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
                KeyPair keys = newKeys();
                X509Certificate certificate = Certificates.sign(subject, keys.getPublic(), authority);
                Pem.write(keyFile, Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
                Pem.write(certificateFile, Pem.encode("CERTIFICATE", certificate.getEncoded()));
            }
            return new Identity(Pem.readKey(keyFile), Pem.readCertificate(certificateFile), authority.certificate());
        } catch (IOException | GeneralSecurityException e) {
            throw new PkiException(certificateFile, e);
        }
    }

    private static Identity authority(Path folder) throws IOException, GeneralSecurityException {
        Path certificateFile = folder.resolve("ca.crt");
        Path keyFile = folder.resolve("ca.key");
        if (!Files.exists(certificateFile) || !Files.exists(keyFile)) {
            KeyPair keys = newKeys();
            X509Certificate certificate = Certificates.selfSign("trainyard", keys);
            Pem.write(keyFile, Pem.encode("PRIVATE KEY", keys.getPrivate().getEncoded()));
            Pem.write(certificateFile, Pem.encode("CERTIFICATE", certificate.getEncoded()));
        }
        X509Certificate certificate = Pem.readCertificate(certificateFile);
        return new Identity(Pem.readKey(keyFile), certificate, certificate);
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
