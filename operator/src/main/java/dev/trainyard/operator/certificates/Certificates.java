package dev.trainyard.operator.certificates;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that the replicas of the operator share to be known by: what their Secret holds.
 *
 * @param authority signs the next server's certificate
 * @param retired authorities that may have signed the one that is in use, the latest first; they are still trusted
 * @param serving what the server shows
 */
public record Certificates(KeyedCertificate authority, List<X509Certificate> retired, KeyedCertificate serving) {
    /** How long new ones are valid. */
    public record Lives(Duration authority, Duration serving) {}

    /** The last third of an authority's life is longer than the life of all that it has signed. */
    public static final Lives LIVES = new Lives(Duration.ofDays(3 * 365), Duration.ofDays(90));

    private static final String AUTHORITIES = "ca.crt";
    private static final String AUTHORITY_KEY = "ca.key";
    private static final String SERVING = "tls.crt";
    private static final String SERVING_KEY = "tls.key";

    /**
     * An authority is retired once in years; where something has gone wrong again and again, the last ones are enough.
     */
    private static final int MOST_RETIRED = 3;

    /** What a Secret says, as far as it can be understood. */
    private record Found(
            Optional<KeyedCertificate> authority, List<X509Certificate> retired, Optional<KeyedCertificate> serving) {
        static Found of(Map<String, String> data) {
            var authorities = Pem.certificates(data.getOrDefault(AUTHORITIES, ""));
            var authority = keyed(authorities, data.getOrDefault(AUTHORITY_KEY, ""));
            return new Found(
                    authority.filter(it -> it.certificate().getBasicConstraints() >= 0),
                    authorities.stream().skip(authority.isPresent() ? 1 : 0).toList(),
                    keyed(Pem.certificates(data.getOrDefault(SERVING, "")), data.getOrDefault(SERVING_KEY, "")));
        }

        private static Optional<KeyedCertificate> keyed(List<X509Certificate> certificates, String key) {
            return certificates.isEmpty()
                    ? Optional.empty()
                    : Pem.key(key)
                            .map(it -> new KeyedCertificate(it, certificates.getFirst()))
                            .filter(KeyedCertificate::fits);
        }
    }

    /**
     * Goes on with what a Secret holds, and makes anew what is missing, due, unreadable or for other names. A new
     * authority is trusted from now on and signs the next server's certificate, not this one: so every API server has
     * heard of it long before it is met.
     *
     * @param data the Secret's, decoded; empty where there is none
     * @param hosts the names by which the server is called
     */
    public static Certificates renewed(Map<String, String> data, Set<String> hosts, Instant now, Lives lives) {
        var found = Found.of(data);
        var fresh = found.authority.filter(it -> it.isFresh(now));
        var authority = fresh.orElseGet(() -> CertificateMaker.authority(now, lives.authority()));
        var retired = Stream.concat(
                        fresh.isPresent()
                                ? Stream.of()
                                : found.authority.stream().map(KeyedCertificate::certificate),
                        found.retired.stream())
                .filter(it -> isValid(it, now))
                .limit(MOST_RETIRED)
                .toList();
        var serving = found.serving
                .filter(it -> it.isFresh(now))
                .filter(it -> ServerNames.of(it.certificate()).equals(hosts))
                .filter(it -> Stream.concat(Stream.of(authority.certificate()), retired.stream())
                        .anyMatch(it::isSignedBy))
                .orElseGet(() -> CertificateMaker.serving(authority, hosts, now, lives.serving()));
        return new Certificates(authority, retired, serving);
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    /** As the Secret has them. */
    public Map<String, String> data() {
        return Map.of(
                AUTHORITIES, trusted(),
                AUTHORITY_KEY, Pem.of(authority.key()),
                SERVING, Pem.of(serving.certificate()),
                SERVING_KEY, Pem.of(serving.key()));
    }

    /** The authorities that an API server is to trust, as PEM. */
    public String trusted() {
        return Stream.concat(Stream.of(authority.certificate()), retired.stream())
                .map(Pem::of)
                .collect(Collectors.joining());
    }

    /** When something is to be made anew. */
    public Instant due() {
        var times = new ArrayList<>(List.of(authority.due(), serving.due()));
        retired.forEach(it -> times.add(it.getNotAfter().toInstant()));
        return times.stream().min(Instant::compareTo).orElseThrow();
    }
}
