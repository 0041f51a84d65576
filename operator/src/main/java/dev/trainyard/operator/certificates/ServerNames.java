package dev.trainyard.operator.certificates;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The names and addresses that a server's certificate is for. */
final class ServerNames {
    /** As RFC 5280 numbers them. */
    private static final Set<Integer> DNS_OR_ADDRESS = Set.of(2, 7);

    static Set<String> of(X509Certificate certificate) {
        try {
            return Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), List.<List<?>>of()).stream()
                    .filter(name -> DNS_OR_ADDRESS.contains(name.getFirst()))
                    .map(name -> name.get(1).toString())
                    .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }

    /** Whether a host is an address of IPv4; those of IPv6 have colons. */
    static boolean isAddress(String host) {
        return host.contains(":") || host.matches("\\d+(\\.\\d+){3}");
    }

    private ServerNames() {}
}
