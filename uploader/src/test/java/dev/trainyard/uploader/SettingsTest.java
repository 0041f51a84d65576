package dev.trainyard.uploader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.FixedKeys;
import dev.trainyard.uploader.store.KeyFolder;
import dev.trainyard.uploader.store.S3Location;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final Map<String, String> environment = new HashMap<>(Map.of(
            "TRAINYARD_STORE", "s3://artifacts/team/models",
            "TRAINYARD_KIND", "TFJob",
            "TRAINYARD_NAMESPACE", "default",
            "TRAINYARD_JOB", "digits",
            "TRAINYARD_RUN", "7a1c",
            "TRAINYARD_ATTEMPT", "2",
            "AWS_REGION", "eu-central-1",
            "AWS_ACCESS_KEY_ID", "key",
            "AWS_SECRET_ACCESS_KEY", "hidden"));

    @Test
    void findsTheFolderInItsVolume() throws Failure {
        environment.put("TRAINYARD_OUTPUT", "/data/results");
        environment.put("TRAINYARD_VOLUME", "/data");
        assertThat(Settings.of(environment).output())
                .isEqualTo(new OutputFolder(Path.of("/data"), Path.of("/data/results")));
        environment.put("TRAINYARD_VOLUME", "/dat");
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("TRAINYARD_VOLUME is \"/dat\"");
    }

    @Test
    void readsWhatTheOperatorSets() throws Failure {
        environment.put("TRAINYARD_STORE_ENDPOINT", "http://127.0.0.1:9000");
        environment.put("TRAINYARD_STORE_PATH_STYLE", "true");
        environment.put("TRAINYARD_SIGNALS", "/trainyard/signals");
        var settings = Settings.of(environment);
        assertThat(settings.output()).isEqualTo(OutputFolder.at(Path.of("/output")));
        assertThat(settings.signals()).contains(Path.of("/trainyard/signals"));
        var s3 = s3(settings);
        assertThat(s3.bucket()).isEqualTo("artifacts");
        assertThat(s3.prefix()).isEqualTo("team/models/");
        assertThat(s3.endpoint()).contains(URI.create("http://127.0.0.1:9000"));
        assertThat(s3.region()).isEqualTo("eu-central-1");
        assertThat(s3.pathStyle()).isTrue();
        assertThat(s3.checksums()).isTrue();
        assertThat(settings.runUrl()).isEqualTo("s3://artifacts/team/models/default/digits/7a1c/");
        assertThat(settings.identity().attemptPrefix()).isEqualTo("default/digits/7a1c/2/");
        assertThat(settings.grace()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.retry()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void neverShowsTheSecret() throws Failure {
        assertThat(Settings.of(environment).toString()).contains("key").doesNotContain("hidden");
    }

    @Test
    void namesAllThatIsMissing() {
        environment.remove("TRAINYARD_RUN");
        environment.put("AWS_SECRET_ACCESS_KEY", "");
        assertThatThrownBy(() -> Settings.of(environment))
                .isInstanceOf(Failure.class)
                .hasMessageStartingWith("AWS_SECRET_ACCESS_KEY, TRAINYARD_RUN are not set")
                .extracting(e -> ((Failure) e).exitCode())
                .isEqualTo(ExitCode.MISCONFIGURED);
    }

    @Test
    void needsARegionForAwsOnly() throws Failure {
        environment.remove("AWS_REGION");
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("AWS_REGION is not set");
        environment.put("TRAINYARD_STORE_ENDPOINT", "http://store:9000");
        assertThat(s3(Settings.of(environment)).region()).isEqualTo("us-east-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifacts", "https://artifacts", "s3://", "s3:///x", "s3://a b/x", "s3://artifacts//x"})
    void refusesWhatIsNoStore(String store) {
        environment.put("TRAINYARD_STORE", store);
        assertThatThrownBy(() -> Settings.of(environment))
                .hasMessageContaining("\"" + store + "\"")
                .hasMessageContaining("spec.url of the ArtifactStore");
    }

    @ParameterizedTest
    @CsvSource({"s3://artifacts,''", "s3://artifacts/,''", "s3://artifacts/a,a/", "s3://artifacts/a/b/,a/b/"})
    void endsThePrefixInASlash(String store, String prefix) throws Failure {
        environment.put("TRAINYARD_STORE", store);
        assertThat(Settings.of(environment).location().prefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store:9000",
                "ftp://store",
                "http://",
                "not a url",
                "https://user:password@host",
                "https://host?x",
                "https://host#x",
                "https://my_host"
            })
    void refusesWhatIsNoEndpoint(String endpoint) {
        environment.put("TRAINYARD_STORE_ENDPOINT", endpoint);
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("spec.endpoint of the ArtifactStore");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "1.5"})
    void refusesWhatIsNoNumber(String attempt) {
        environment.put("TRAINYARD_ATTEMPT", attempt);
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("TRAINYARD_ATTEMPT");
    }

    @ParameterizedTest
    @CsvSource({
        "file:///models, file:///models/default/digits/7a1c/",
        "file:///models/team/, file:///models/team/default/digits/7a1c/"
    })
    void readsAFolder(String store, String runUrl) throws Failure {
        environment.keySet().removeIf(name -> name.startsWith("AWS_"));
        environment.put("TRAINYARD_STORE", store);
        assertThat(Settings.of(environment).runUrl()).isEqualTo(runUrl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:models", "file://models", "file:///a/../b", "file:///a//b"})
    void refusesWhatIsNoFolder(String store) {
        environment.put("TRAINYARD_STORE", store);
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("not file:///folder");
    }

    @Test
    void takesTheKeysThatAreSaidBeforeThePodsIdentity() throws Failure {
        environment.put("AWS_ROLE_ARN", "arn:aws:iam::1:role/models");
        environment.put("AWS_WEB_IDENTITY_TOKEN_FILE", "/token");
        environment.put("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/credentials");
        assertThat(s3(Settings.of(environment)).keys()).isInstanceOf(FixedKeys.class);
        environment.remove("AWS_ACCESS_KEY_ID");
        assertThat(s3(Settings.of(environment)).keys().place()).contains("arn:aws:iam::1:role/models");
        environment.remove("AWS_ROLE_ARN");
        assertThat(s3(Settings.of(environment)).keys().place()).contains("service account");
        environment.remove("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        assertThat(s3(Settings.of(environment)).keys().place()).contains("the node's role");
        environment.put("TRAINYARD_CREDENTIALS", "/trainyard/credentials");
        assertThat(s3(Settings.of(environment)).keys()).isInstanceOf(KeyFolder.class);
    }

    @Test
    void saysWhatEveryObjectIsStoredWith() throws Failure {
        environment.put("TRAINYARD_STORE_ENCRYPTION", "aws:kms");
        environment.put("TRAINYARD_STORE_KMS_KEY", "alias/models");
        environment.put("TRAINYARD_STORE_TAGS", "cost centre=17,team=a=b");
        environment.put("TRAINYARD_STORE_CLASS", "STANDARD_IA");
        var s3 = s3(Settings.of(environment));
        assertThat(s3.objectHeaders())
                .containsExactly(
                        entry("x-amz-server-side-encryption", "aws:kms"),
                        entry("x-amz-server-side-encryption-aws-kms-key-id", "alias/models"),
                        entry("x-amz-tagging", "cost+centre=17&team=a%3Db"));
        assertThat(s3.storageClass()).contains("STANDARD_IA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"team", "=vision", "team=vision,"})
    void refusesWhatAreNoTags(String tags) {
        environment.put("TRAINYARD_STORE_TAGS", tags);
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("spec.tags of the ArtifactStore");
    }

    @Test
    void keepsThePathOfAnEndpoint() throws Failure {
        environment.put("TRAINYARD_STORE_ENDPOINT", "https://host/minio/");
        assertThat(s3(Settings.of(environment)).endpoint()).contains(URI.create("https://host/minio/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://proxy:1080", "https://proxy", "http://user:hidden@proxy:3128", "http://"})
    void refusesAProxyThatItCannotUse(String proxy) {
        for (var name : List.of("HTTPS_PROXY", "http_proxy")) {
            environment.put(name, proxy);
            assertThatThrownBy(() -> Settings.of(environment))
                    .hasMessageContaining("spec.proxy")
                    .hasMessageNotContaining("hidden");
            environment.remove(name);
        }
    }

    @Test
    void refusesABundleOfNoCertificates(@TempDir Path folder) throws Exception {
        var bundle = folder.resolve("ca.crt");
        environment.put("TRAINYARD_STORE_CA_BUNDLE", bundle.toString());
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("spec.caBundle");
        Files.writeString(bundle, "certificate");
        assertThatThrownBy(() -> Settings.of(environment)).hasMessageContaining("holds no certificate");
    }

    private static S3Location s3(Settings settings) {
        return (S3Location) settings.location();
    }
}
