package dev.trainyard.operator.certificates;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.operator.certificates.Certificates.Lives;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Set<String> HOSTS = Set.of("trainyard-operator.trainyard-system.svc");
    private static final Lives LIVES = new Lives(Duration.ofDays(299), Duration.ofDays(89));

    /** A day more than they live from now on, since they begin a day ago. */
    private static final Duration SERVING_DUE = Duration.ofDays(59);

    private static final Duration AUTHORITY_DUE = Duration.ofDays(199);

    private static Certificates renewed(Map<String, String> data, Instant now) {
        return Certificates.renewed(data, HOSTS, now, LIVES);
    }

    @Test
    void fromNothingAllIsMade() {
        var made = renewed(Map.of(), START);

        assertThat(made.retired()).isEmpty();
        assertThat(made.serving().isSignedBy(made.authority().certificate())).isTrue();
        assertThat(ServerNames.of(made.serving().certificate())).isEqualTo(HOSTS);
        assertThat(made.authority().certificate().getBasicConstraints()).isNotNegative();
        assertThat(made.due()).isEqualTo(START.plus(SERVING_DUE));
        assertThat(Pem.certificates(made.trusted()))
                .containsExactly(made.authority().certificate());
    }

    @Test
    void whatIsGoodStays() {
        var made = renewed(Map.of(), START);
        assertThat(renewed(made.data(), START.plus(Duration.ofDays(58))).data()).isEqualTo(made.data());
    }

    @Test
    void theServersCertificateIsMadeAnewAtTwoThirdsOfItsLife() {
        var made = renewed(Map.of(), START);
        var later = renewed(made.data(), START.plus(SERVING_DUE));

        assertThat(later.authority()).isEqualTo(made.authority());
        assertThat(later.serving()).isNotEqualTo(made.serving());
        assertThat(later.serving().isSignedBy(made.authority().certificate())).isTrue();
        assertThat(later.trusted()).isEqualTo(made.trusted());
    }

    /** Every API server must have heard of an authority before it meets what that has signed. */
    @Test
    void aNewAuthorityIsTrustedLongBeforeItSigns() {
        var before = renewed(
                renewed(Map.of(), START).data(), START.plus(AUTHORITY_DUE).minusSeconds(1));
        var now = START.plus(AUTHORITY_DUE);
        var after = renewed(before.data(), now);

        assertThat(after.authority()).isNotEqualTo(before.authority());
        assertThat(after.serving()).isEqualTo(before.serving());
        assertThat(Pem.certificates(after.trusted()))
                .containsExactly(
                        after.authority().certificate(), before.authority().certificate());

        var next = renewed(after.data(), now.plus(SERVING_DUE));
        assertThat(next.serving().isSignedBy(after.authority().certificate())).isTrue();
        assertThat(next.retired()).containsExactly(before.authority().certificate());

        var expired = before.authority().certificate().getNotAfter().toInstant();
        var much = renewed(next.data(), expired);
        assertThat(much.retired()).isEmpty();
        assertThat(much.authority()).isEqualTo(after.authority());
    }

    @Test
    void otherNamesNeedAnotherCertificate() {
        var made = renewed(Map.of(), START);
        var moved = Certificates.renewed(made.data(), Set.of("127.0.0.1"), START, LIVES);
        assertThat(moved.authority()).isEqualTo(made.authority());
        assertThat(ServerNames.of(moved.serving().certificate())).containsExactly("127.0.0.1");
    }

    @Test
    void nonsenseIsMadeGood() {
        var made = renewed(Map.of(), START);
        var other = renewed(Map.of(), START);

        // The server's key is another's: the authority can go on.
        var mixed = renewed(with(made.data(), "tls.key", text(other, "tls.key")), START);
        assertThat(mixed.authority()).isEqualTo(made.authority());
        assertThat(mixed.serving().fits()).isTrue();

        // A server's certificate that nobody who is trusted has signed.
        var foreign = new HashMap<>(made.data());
        foreign.put("tls.crt", text(other, "tls.crt"));
        foreign.put("tls.key", text(other, "tls.key"));
        var trusted = renewed(foreign, START);
        assertThat(trusted.serving().isSignedBy(made.authority().certificate())).isTrue();

        // The authority's key is lost: what it has signed is still trusted, and a new one will sign the next.
        var keyless = renewed(with(made.data(), "ca.key", "?"), START);
        assertThat(keyless.authority()).isNotEqualTo(made.authority());
        assertThat(keyless.retired()).containsExactly(made.authority().certificate());
        assertThat(keyless.serving()).isEqualTo(made.serving());

        for (var text : List.of("", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")) {
            var data = new HashMap<String, String>();
            made.data().keySet().forEach(key -> data.put(key, text));
            var anew = renewed(data, START);
            assertThat(anew.serving().isSignedBy(anew.authority().certificate()))
                    .isTrue();
        }
        // A server's certificate in the authority's place.
        var leaf = with(with(made.data(), "ca.crt", text(made, "tls.crt")), "ca.key", text(made, "tls.key"));
        assertThat(renewed(leaf, START).authority().certificate().getBasicConstraints())
                .isNotNegative();
    }

    /** Whoever's clock is wrong, in the end both are content with what is there. */
    @Test
    void replicasWhoseClocksDifferComeToAnAgreement() {
        var ahead = START.plus(Duration.ofDays(30));
        var made = renewed(Map.of(), ahead);
        var mended = renewed(made.data(), START);
        assertThat(isValid(mended.serving().certificate(), START)).isTrue();
        assertThat(isValid(mended.authority().certificate(), START)).isTrue();
        assertThat(renewed(mended.data(), ahead).data()).isEqualTo(mended.data());
        // Within a day nobody needs to do anything.
        assertThat(renewed(mended.data(), START.minus(Duration.ofHours(23))).data())
                .isEqualTo(mended.data());
    }

    private static boolean isValid(X509Certificate certificate, Instant now) {
        return !now.isBefore(certificate.getNotBefore().toInstant())
                && now.isBefore(certificate.getNotAfter().toInstant());
    }

    private static String text(Certificates certificates, String key) {
        return certificates.data().getOrDefault(key, "");
    }

    private static Map<String, String> with(Map<String, String> data, String key, String value) {
        var changed = new HashMap<>(data);
        changed.put(key, value);
        return changed;
    }
}
