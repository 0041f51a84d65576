package dev.trainyard.uploader.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Those who give out keys, in the words of AWS's references. */
class KeyIssuersTest {
    private static final String KEYS =
            "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"hidden\",\"Token\":\"t\",\"Expiration\":\"2026-11-23T11:00:00Z\"}";

    @TempDir
    Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private int refusal = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getOrDefault("Authorization", List.of())
                    + exchange.getRequestHeaders().getOrDefault("X-aws-ec2-metadata-token", List.of()) + " " + body);
            var answer = answers.get(exchange.getRequestURI().getPath());
            var bytes = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : refusal, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void stsGivesKeysForAWebIdentity() throws Exception {
        answers.put("/", """
                <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <AssumeRoleWithWebIdentityResult>
                    <Credentials><SessionToken>t</SessionToken><SecretAccessKey>hidden</SecretAccessKey>
                      <Expiration>2026-11-23T11:00:00Z</Expiration><AccessKeyId>ASIA1</AccessKeyId></Credentials>
                  </AssumeRoleWithWebIdentityResult>
                </AssumeRoleWithWebIdentityResponse>""");
        var token = Files.writeString(folder.resolve("token"), "jwt\n");
        var issued =
                new WebIdentity(url("/"), "arn:aws:iam::1:role/models", token, "trainyard", Network.DIRECT).issue();
        assertThat(issued).isEqualTo(expected());
        assertThat(asked)
                .containsExactly(
                        "POST / [][] Action=AssumeRoleWithWebIdentity&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fmodels&RoleSessionName=trainyard&Version=2011-06-15&WebIdentityToken=jwt");
    }

    @Test
    void theAgentOfANodeGivesKeysToItsPods() throws Exception {
        answers.put("/v1/credentials", KEYS);
        var token = Files.writeString(folder.resolve("token"), "pod");
        assertThat(new ContainerKeys(url("/v1/credentials"), Optional.of(token)).issue())
                .isEqualTo(expected());
        assertThat(asked).containsExactly("GET /v1/credentials [pod][] ");
    }

    @Test
    void aMachineGivesTheKeysOfItsRole() throws Exception {
        answers.put("/latest/api/token", "session");
        answers.put("/latest/meta-data/iam/security-credentials/", "node-role\n");
        answers.put("/latest/meta-data/iam/security-credentials/node-role", KEYS);
        assertThat(new NodeKeys(url("/")).issue()).isEqualTo(expected());
        assertThat(asked.getLast()).contains("[session]");
    }

    @Test
    void saysWhoRefuses() {
        assertThatThrownBy(() -> new NodeKeys(url("/")).issue())
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("the node's role");
        assertThatThrownBy(() -> new NodeKeys(URI.create("http://127.0.0.1:1")).issue())
                .isInstanceOf(StoreException.Refused.class)
                .hasMessageContaining("spec.credentialsSecret");
    }

    @ParameterizedTest
    @CsvSource({
        "400, Throttling, Rate exceeded, Unavailable",
        "400, ThrottlingException, Rate exceeded, Unavailable",
        "400, RequestLimitExceeded, '', Unavailable",
        "400, IDPCommunicationError, '', Unavailable",
        "400, InvalidIdentityToken, Couldn't retrieve verification key from your identity provider, Unavailable",
        "400, InvalidIdentityToken, No OpenIDConnect provider found in your account for https://oidc, Refused",
        "400, InvalidIdentityToken, Incorrect token audience, Refused",
        "400, ExpiredTokenException, Token expired: current date/time, Unavailable",
        "400, ValidationError, Request ARN is invalid, Refused",
        "403, AccessDenied, Not authorized to perform sts:AssumeRoleWithWebIdentity, Refused",
        "500, InternalFailure, '', Unavailable",
    })
    void stsIsAskedAgainByItsCode(int status, String code, String message, String meaning) throws Exception {
        refusal = status;
        answers.put(
                "/",
                "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>"
                        .formatted(code, message));
        var token = Files.writeString(folder.resolve("token"), "jwt");
        assertThatThrownBy(() -> new WebIdentity(
                                url("/"), "arn:aws:iam::1:role/models", token, "trainyard", Network.DIRECT)
                        .issue())
                .hasMessageContaining(message)
                .extracting(e -> e.getClass().getSimpleName())
                .isEqualTo(meaning);
    }

    @ParameterizedTest
    @CsvSource({
        "400, '[9d]: (ThrottlingException): Rate exceeded, fault - client', Unavailable",
        "400, '{\"code\":\"InternalServerException\"}', Unavailable",
        "400, '[9d]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role', Refused",
        "404, '[9d]: (ResourceNotFoundException): no association', Refused",
        "429, '', Unavailable",
    })
    void theAgentOfANodeIsAskedAgainByWhatAwsSaid(int status, String body, String meaning) {
        refusal = status;
        answers.put("/v1/credentials", body);
        assertThatThrownBy(() -> new ContainerKeys(url("/v1/credentials"), Optional.empty()).issue())
                .hasMessageContaining(body)
                .extracting(e -> e.getClass().getSimpleName())
                .isEqualTo(meaning);
    }

    @Test
    void keepsTheKeyThatWorksWhileTheNextOneIsRefused() throws Exception {
        answers.put("/", KEYS);
        var clock = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        var keys = new TemporaryKeys(new ContainerKeys(url("/"), Optional.empty()), following(clock));
        keys.get();
        answers.put("/", "in trouble");
        refusal = 404;
        clock.set(Instant.parse("2026-11-23T10:56:00Z"));
        assertThat(keys.get()).isEqualTo(expected().credentials());
        keys.get();
        assertThat(asked).as("not asked for each request").hasSize(2);
        clock.set(Instant.parse("2026-11-23T11:00:01Z"));
        assertThatThrownBy(keys::get)
                .as("who has given keys will give them again")
                .isInstanceOf(StoreException.Unavailable.class);
    }

    @Test
    void asksForAnotherKeyWhenTheStoreTakesThisOneNoMore() throws Exception {
        answers.put("/", KEYS);
        var clock = new AtomicReference<>(Instant.parse("2026-11-23T10:00:00Z"));
        var keys = new TemporaryKeys(new ContainerKeys(url("/"), Optional.empty()), following(clock));
        keys.discard(keys.get());
        keys.get();
        keys.discard(new Credentials("another", "x", Optional.empty()));
        keys.get();
        assertThat(asked).hasSize(2);
    }

    private static Clock following(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public Instant instant() {
                return Objects.requireNonNull(now.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    @Test
    void asksAgainBeforeTheyExpire() throws Exception {
        answers.put("/", KEYS);
        var issuer = new ContainerKeys(url("/"), Optional.empty());
        var early = new TemporaryKeys(issuer, Clock.fixed(Instant.parse("2026-11-23T10:54:59Z"), ZoneOffset.UTC));
        early.get();
        early.get();
        assertThat(asked).hasSize(1);
        var late = new TemporaryKeys(issuer, Clock.fixed(Instant.parse("2026-11-23T10:55:01Z"), ZoneOffset.UTC));
        late.get();
        late.get();
        assertThat(asked).hasSize(3);
    }

    private static TemporaryKeys.Issued expected() {
        return new TemporaryKeys.Issued(
                new Credentials("ASIA1", "hidden", Optional.of("t")), Instant.parse("2026-11-23T11:00:00Z"));
    }

    private URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }
}
