package dev.trainyard.operator.certificates;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** What a TLS server shows at each handshake: the certificate of the moment, which may change while it serves. */
public final class ServerKeys extends X509ExtendedKeyManager {
    /** The current one, and the one before it: a handshake asks for a name first, and then for what is behind it. */
    private volatile List<KeyedCertificate> shown = List.of();

    /** From now on. */
    public synchronized void show(KeyedCertificate certificate) {
        if (shown.stream().findFirst().filter(certificate::equals).isEmpty()) {
            shown = Stream.concat(Stream.of(certificate), shown.stream())
                    .limit(2)
                    .toList();
        }
    }

    /** Whether there is anything to show: without, handshakes fail. */
    public boolean isReady() {
        return !shown.isEmpty();
    }

    /** TLS with it. */
    public SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    private static String alias(KeyedCertificate certificate) {
        return certificate.certificate().getSerialNumber().toString();
    }

    private @Nullable String alias(String keyType) {
        return keyType.equals("EC")
                ? shown.stream().findFirst().map(ServerKeys::alias).orElse(null)
                : null;
    }

    private Optional<KeyedCertificate> named(String alias) {
        return shown.stream().filter(it -> alias(it).equals(alias)).findFirst();
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return named(alias).map(it -> new X509Certificate[] {it.certificate()}).orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return named(alias).map(KeyedCertificate::key).orElse(null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        var alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
