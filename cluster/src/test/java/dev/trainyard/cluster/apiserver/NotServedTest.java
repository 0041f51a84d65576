package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients ask for that a real cluster has and this one has not, or has for their sake. */
@TestInstance(Lifecycle.PER_CLASS)
class NotServedTest {
    private static final String NAMESPACE = "/api/v1/namespaces/default";

    private final TestClient client;

    NotServedTest(@TempDir Path home) {
        client = TestClient.start(home);
    }

    @AfterAll
    void stop() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/namespaces/default/pods/p/exec?command=ls, kubectl logs",
        "/api/v1/namespaces/default/pods/p/attach, kubectl logs -f",
        "/api/v1/namespaces/default/pods/p/portforward, 127.0.0.1",
        "/api/v1/namespaces/default/serviceaccounts/default/token, kubeconfig",
        "/apis/apps/v1/namespaces/default/deployments, restartPolicy: Always",
        "/apis/batch/v1/namespaces/default/jobs, training job",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles, one user",
    })
    void saysWhatToUseInstead(String path, String instead) {
        for (var answer : List.of(client.get(path), client.post(path, "{}"))) {
            assertThat(answer.code()).isEqualTo(404);
            assertThat(answer.text("/reason")).isEqualTo("NotFound");
            assertThat(answer.text("/message"))
                    .startsWith("the server could not find the requested resource: ")
                    .contains(instead);
        }
    }

    @Test
    void aWebsocketIsNoWayAround() {
        assertThat(client.upgrade(NAMESPACE + "/pods/p/exec?command=ls")).isEqualTo(404);
        assertThat(client.upgrade(NAMESPACE + "/pods?watch=true"))
                .isEqualTo(200); // Fabric8's clients go on from there.
    }

    @Test
    void theOlderDescriptionIsThereButEmpty() {
        assertThat(client.get("/openapi/v2").text("/swagger")).isEqualTo("2.0");
    }

    @Test
    void aTokenIsTheAdministratorsOrNobodys() {
        var reviews = "/apis/authentication.k8s.io/v1/tokenreviews";

        var known = client.post(reviews, "{spec: {token: " + client.token() + "}}");
        assertThat(known.code()).isEqualTo(201);
        assertThat(known.body().at("/status/authenticated").asBoolean()).isTrue();
        assertThat(known.text("/status/user/username")).isEqualTo("trainyard-admin");
        var unknown = client.post(reviews, "{spec: {token: abc}}");
        assertThat(unknown.body().at("/status/authenticated").asBoolean()).isFalse();
        assertThat(unknown.text("/status/error")).contains("not the token");
    }

    @Test
    void anAccountThatAPodNamesMustBeThere() {
        var pod = "{metadata: {name: %s}, spec: {serviceAccountName: %s, containers: [{name: c, image: i}]}}";
        var pods = NAMESPACE + "/pods";

        var refused = client.post(pods, pod.formatted("stranger", "builder"));
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/message"))
                .isEqualTo("pods \"stranger\" is forbidden: error looking up service account default/builder:"
                        + " serviceaccount \"builder\" not found");
        assertThat(client.post(pods, pod.formatted("usual", "default")).code()).isEqualTo(201);
        client.post(NAMESPACE + "/serviceaccounts", "{metadata: {name: builder}}");
        assertThat(client.post(pods, pod.formatted("stranger", "builder")).code())
                .isEqualTo(201);
    }

    @Test
    void aBindingMayNameItsPodInTheBody() {
        var bindings = NAMESPACE + "/bindings";
        client.post(NAMESPACE + "/pods", "{metadata: {name: bound}, spec: {containers: [{name: c, image: i}]}}");

        assertThat(client.post(bindings, "{metadata: {name: bound}, target: {kind: Node, name: n1}}")
                        .code())
                .isEqualTo(201);
        assertThat(client.get(NAMESPACE + "/pods/bound").text("/spec/nodeName")).isEqualTo("n1");
        assertThat(client.post(bindings, "{target: {kind: Node, name: n1}}").text("/message"))
                .contains("metadata.name is empty");
        assertThat(client.get(bindings).code()).isEqualTo(405);
    }
}
