package dev.trainyard.cli.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cli.failure.Failure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustTest {
    @Test
    void addsTheCertificatesOfABundle(@TempDir Path folder) throws Exception {
        var keys = folder.resolve("keys.p12").toString();
        var pem = folder.resolve("ca.crt");
        keytool(keys, List.of("-genkeypair", "-dname", "CN=corporate", "-keyalg", "EC"));
        keytool(keys, List.of("-exportcert", "-rfc", "-file", pem.toString()));

        var issuers = Stream.of(Trust.in(Files.readString(pem)))
                .map(X509TrustManager.class::cast)
                .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
                .map(certificate -> certificate.getSubjectX500Principal().getName())
                .toList();
        assertThat(issuers).contains("CN=corporate").hasSizeGreaterThan(1);
    }

    @Test
    void saysThatABundleHoldsNone() {
        assertThatThrownBy(() -> Trust.in("certificate"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("spec.caBundle");
    }

    private static void keytool(String keys, List<String> arguments) throws Exception {
        var words = Stream.of(
                        Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString()),
                        arguments.stream(),
                        Stream.of("-alias", "ca", "-keystore", keys, "-storetype", "PKCS12", "-storepass", "password"))
                .flatMap(part -> part)
                .toList();
        assertThat(new ProcessBuilder(words).inheritIO().start().waitFor()).isZero();
    }
}
