package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import dev.trainyard.cluster.pki.Pki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks change objects on their way in, and refuse some. */
class WebhooksTest {
    private static final String WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestClient client;
    private final WebhookServer server;
    private final String authority;

    WebhooksTest(@TempDir Path home) throws IOException {
        client = TestClient.start(home);
        Pki pki = Pki.open(home.resolve("pki"));
        server = new WebhookServer(pki.nodeAgent().sslContext());
        authority = Base64.getEncoder().encodeToString(pki.authorityPem().getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        server.close();
        client.close();
    }

    private Answer configure(String name, String url, String more) {
        return client.post(WEBHOOKS, """
                metadata: {name: %1$s}
                webhooks:
                  - name: %1$s.example.com
                    admissionReviewVersions: [v1]
                    sideEffects: None
                    rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [configmaps]}]
                    clientConfig: {url: "%2$s", caBundle: %3$s}
                    %4$s
                """.formatted(name, url, authority, more));
    }

    private static void label(ObjectNode response, String value) {
        WebhookServer.patch(
                response,
                "[{\"op\": \"add\", \"path\": \"/metadata/labels\", \"value\": {\"by\": \"" + value + "\"}}]");
    }

    private Answer create(String metadata) {
        return client.post(MAPS, "{metadata: {" + metadata + "}, data: {a: b}}");
    }

    @Test
    void aWebhookSeesWhatTheCallerHasSentAndChangesIt() {
        String url = server.url("/label", (_, response) -> {
            label(response, "hook");
            response.putArray("warnings").add("labelled");
        });
        assertThat(configure("label", url, "").code()).isEqualTo(201);

        Answer created = create("generateName: made-");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/metadata/labels/by")).isEqualTo("hook");
        assertThat(created.text("/metadata/name")).startsWith("made-");
        assertThat(created.warnings()).containsExactly("labelled");
        var request = server.requestsAbout("made-").getFirst();
        assertThat(request.path("operation").asText()).isEqualTo("CREATE");
        assertThat(request.path("namespace").asText()).isEqualTo("default");
        assertThat(request.at("/resource/resource").asText()).isEqualTo("configmaps");
        assertThat(request.at("/userInfo/username").asText()).isEqualTo("trainyard-admin");
        assertThat(request.has("name")).isFalse();
        assertThat(request.at("/object/metadata").has("uid")).isFalse();
        assertThat(request.at("/object/apiVersion").asText()).isEqualTo("v1");
        assertThat(request.path("oldObject").isNull()).isTrue();
    }

    @Test
    void anEmptyWarningIsLeftOut() {
        String url = server.url(
                "/empty",
                (_, response) ->
                        response.put("allowed", true).putArray("warnings").add(""));
        assertThat(configure("empty", url, "").code()).isEqualTo(201);

        Answer created = create("generateName: made-");

        assertThat(created.code()).isEqualTo(201);
        assertThat(created.warnings()).isEmpty();
    }

    @Test
    void itSeesUpdatesAndDryRunsToo() {
        configure("update", server.url("/update", (_, response) -> response.put("allowed", true)), "");
        create("name: changed");
        ObjectNode there = (ObjectNode) client.get(MAPS + "/changed").body();
        there.putObject("data").put("a", "c");
        client.put(MAPS + "/changed", there);
        client.post(MAPS + "?dryRun=All", "{metadata: {name: dry}}");

        var update = server.requestsAbout("changed").getLast();
        assertThat(update.path("operation").asText()).isEqualTo("UPDATE");
        assertThat(update.at("/oldObject/data/a").asText()).isEqualTo("b");
        assertThat(update.at("/object/data/a").asText()).isEqualTo("c");
        assertThat(server.requestsAbout("dry").getFirst().path("dryRun").asBoolean())
                .isTrue();
    }

    @Test
    void aDenialIsTheCallersAnswer() {
        configure(
                "deny",
                server.url(
                        "/deny",
                        (request, response) -> response.put("allowed", false)
                                .putObject("status")
                                .put("code", 422)
                                .put("reason", "Invalid")
                                .put(
                                        "message",
                                        "no "
                                                + request.at("/object/metadata/name")
                                                        .asText())),
                "");
        configure("silent", server.url("/silent", (_, response) -> response.put("allowed", false)), """
                matchConditions: [{name: silent, expression: "object.metadata.name == 'silent'"}]
                """.strip());

        Answer denied = create("name: thing");
        assertThat(denied.code()).isEqualTo(422);
        assertThat(denied.text("/reason")).isEqualTo("Invalid");
        assertThat(denied.text("/message"))
                .isEqualTo("admission webhook \"deny.example.com\" denied the request: no thing");
        assertThat(client.get(MAPS + "/thing").code()).isEqualTo(404);

        client.delete(WEBHOOKS + "/deny");
        Answer silent = create("name: silent");
        assertThat(silent.code()).isEqualTo(400);
        assertThat(silent.text("/message"))
                .isEqualTo("admission webhook \"silent.example.com\" denied the request without explanation");
    }

    @Test
    void whoCannotBeAskedStandsInTheWayUnlessFailuresAreIgnored() {
        configure("away", "https://127.0.0.1:1/away", "");
        Answer refused = create("name: refused");
        assertThat(refused.code()).isEqualTo(500);
        assertThat(refused.text("/message"))
                .isEqualTo("Internal error occurred: failed calling webhook \"away.example.com\": failed to call"
                        + " webhook: Post \"https://127.0.0.1:1/away?timeout=10s\": dial tcp 127.0.0.1:1: connect:"
                        + " connection refused");
        client.delete(WEBHOOKS + "/away");

        configure("ignored", "https://127.0.0.1:1/away", "failurePolicy: Ignore");
        assertThat(create("name: goes-through").code()).isEqualTo(201);
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        configure(
                "wrong",
                server.url(
                        "/wrong", (_, response) -> response.put("allowed", true).put("uid", "another")),
                "");
        assertThat(create("name: wrong").text("/message")).contains("expected response.uid=", "got \"another\"");
    }

    @Test
    void anAuthorityThatHasNotSignedItIsNotTrusted() {
        String url = server.url("/untrusted", (_, response) -> response.put("allowed", true));
        assertThat(configure("untrusted", url, "").code()).isEqualTo(201);
        client.patch(
                WEBHOOKS + "/untrusted",
                "json-patch",
                "[{\"op\": \"remove\", \"path\": \"/webhooks/0/clientConfig/caBundle\"}]");
        assertThat(create("name: untrusted").text("/message")).contains("tls: failed to verify certificate");
    }

    @Test
    void onlyWhatItWantsToSeeIsShown() {
        configure("choosy", server.url("/choosy", (_, response) -> label(response, "choosy")), """
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}
                    objectSelector: {matchExpressions: [{key: skip, operator: DoesNotExist}]}
                    matchConditions:
                      - {name: asked, expression: "has(object.metadata.annotations) && 'ask' in object.metadata.annotations"}
                      - {name: free, expression: "!has(object.metadata.ownerReferences) || !object.metadata.ownerReferences.exists(o, o.kind in ['A', 'B'])"}
                """.strip());
        client.post("/api/v1/namespaces", "{metadata: {name: other}}");

        assertThat(create("name: asked, annotations: {ask: me}").text("/metadata/labels/by"))
                .isEqualTo("choosy");
        create("name: not-asked");
        create("name: skipped, annotations: {ask: me}, labels: {skip: this}");
        create("name: owned, annotations: {ask: me}, ownerReferences: [{apiVersion: v1, kind: B, name: b, uid: u}]");
        client.post("/api/v1/namespaces/other/configmaps", "{metadata: {name: elsewhere, annotations: {ask: me}}}");
        client.post("/api/v1/namespaces/default/secrets", "{metadata: {name: secret, annotations: {ask: me}}}");
        assertThat(server.requestsAbout("asked")).hasSize(1);
        for (String name : new String[] {"not-asked", "skipped", "owned", "elsewhere", "secret"}) {
            assertThat(server.requestsAbout(name)).as(name).isEmpty();
        }
    }

    @Test
    void anEarlierOneIsAskedAgainAboutWhatALaterOneHasChanged() {
        configure(
                "a-first",
                server.url("/first", (_, response) -> response.put("allowed", true)),
                "reinvocationPolicy: IfNeeded");
        configure("b-never", server.url("/never", (_, response) -> response.put("allowed", true)), "");
        configure("c-last", server.url("/last", (_, response) -> label(response, "last")), "");

        create("name: again");

        assertThat(server.requestsAbout("again"))
                .extracting(request -> request.at("/object/metadata/labels/by").asText())
                .containsExactly("", "", "", "last");
    }

    @Test
    void wrongConfigurationsAreRefusedByField() {
        assertThat(client.post(WEBHOOKS, """
                        metadata: {name: wrong}
                        webhooks:
                          - name: short
                            clientConfig: {url: "http://example.com?a=b"}
                            timeoutSeconds: 31
                            rules: [{apiGroups: ["*", "apps"], apiVersions: [v1], operations: [LOOK], resources: []}]
                            matchConditions: [{name: x, expression: "object.metadata.name =="}]
                          - {name: a.b.c, clientConfig: {}, sideEffects: Some, admissionReviewVersions: [v2]}
                        """).text("/message"))
                .contains(
                        "webhooks[0].name: Invalid value: \"short\": should be a domain with at least three segments separated by dots",
                        "webhooks[0].clientConfig.url: Invalid value: \"http://example.com?a=b\": 'https' is the only allowed URL scheme; desired format: https://host[:port]/path",
                        "query parameters are not permitted in the URL",
                        "webhooks[0].timeoutSeconds: Invalid value: 31: the timeout value must be between 1 and 30 seconds",
                        "webhooks[0].rules[0].apiGroups: Invalid value: [\"*\",\"apps\"]: if you specify '*', do not list others",
                        "webhooks[0].rules[0].operations[0]: Unsupported value: \"LOOK\"",
                        "webhooks[0].rules[0].resources: Required value",
                        "webhooks[0].sideEffects: Required value: must specify one of None, NoneOnDryRun",
                        "webhooks[0].admissionReviewVersions: Required value: must specify one of v1, v1beta1",
                        "webhooks[0].matchConditions[0].expression: Invalid value: \"object.metadata.name ==\": compilation failed",
                        "webhooks[1].clientConfig: Required value: exactly one of url or service is required",
                        "webhooks[1].sideEffects: Unsupported value: \"Some\": supported values: \"None\", \"NoneOnDryRun\"",
                        "webhooks[1].admissionReviewVersions: Invalid value: [\"v2\"]: must include at least one of v1, v1beta1");
    }

    @Test
    void whatIsNeverAskedIsSaid() {
        assertThat(client.post(WEBHOOKS, """
                        metadata: {name: warned}
                        webhooks:
                          - name: a.b.c
                            clientConfig: {service: {name: s, namespace: n}}
                            sideEffects: None
                            admissionReviewVersions: [v1]
                            rules: [{apiGroups: [""], apiVersions: [v1], operations: [DELETE], resources: [pods/status]}]
                        """).warnings())
                .containsExactly(
                        "the local cluster has no network of Services: webhook a.b.c can't be called without a clientConfig.url",
                        "the local cluster asks webhooks about CREATE and UPDATE alone, and a.b.c about no DELETE",
                        "the local cluster asks webhooks about whole objects alone, and a.b.c not about pods/status");
        assertThat(client.get("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations")
                        .code())
                .isEqualTo(404);
    }
}
