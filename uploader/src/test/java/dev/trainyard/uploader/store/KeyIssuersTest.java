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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who give out keys, in the words of AWS's references. */
class KeyIssuersTest {
    private static final String KEYS =
            "{\"Code\":\"Success\",\"AccessKeyId\":\"ASIA1\",\"SecretAccessKey\":\"hidden\",\"Token\":\"t\",\"Expiration\":\"2026-11-23T11:00:00Z\"}";

    @TempDir
    Path folder;

    private final Map<String, String> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
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
            exchange.sendResponseHeaders(answer == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
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
        var issued = new WebIdentity(url("/"), "arn:aws:iam::1:role/models", token, "trainyard").issue();
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
