package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.apiserver.TestClient.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests that make no sense get an answer that does. */
@TestInstance(Lifecycle.PER_CLASS)
class BadRequestsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    private final TestClient client;

    BadRequestsTest(@TempDir Path home) {
        client = TestClient.start(home);
    }

    @AfterAll
    void stop() {
        client.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {                                                  | 400 | the body is no JSON
                    []                                                 | 400 | but no object
                    {"kind":"Pod","apiVersion":"v1"}                   | 400 | the body is a Pod
                    {"kind":"ConfigMap"}                               | 400 | the body is a ConfigMap
                    {"metadata":"x"}                                   | 400 | metadata
                    {"metadata":{"name":"a","namespace":"other"}}      | 400 | does not match the namespace
                    {"metadata":{"name":"a","resourceVersion":"1"}}    | 400 | resourceVersion
                    {"metadata":{"name":"UPPER"}}                      | 422 | metadata.name
                    {"metadata":{"name":"a/b"}}                        | 422 | metadata.name
                    {"metadata":{"name":"a"},"data":{"k":1}}           | 400 | data
                    {"metadata":{"name":"a","labels":{"-bad-":"x"}}}   | 422 | metadata.labels
                    """)
    void refusesABody(String body, int code, String message) {
        Answer answer = client.send("POST", MAPS, body, "application/json", "application/json");
        assertThat(answer.text("/message")).contains(message);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.text("/kind")).isEqualTo("Status");
        assertThat(client.get(MAPS).body().get("items")).as("nothing half-made").isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /nothing                                                  | 404
                    /api/v2/pods                                              | 404
                    /api/v1/gadgets                                           | 404
                    /apis/apps/v1/deployments                                 | 404
                    /apis/nobody/v1                                           | 404
                    /api/v1/namespaces/default/nodes                          | 404
                    /api/v1/namespaces/default/configmaps/none                | 404
                    /api/v1/namespaces/default/pods/none/exec                 | 404
                    /api/v1/namespaces/default/pods/a/b/c/d                   | 404
                    /api/v1/configmaps?limit=many                             | 400
                    /api/v1/configmaps?continue=nonsense                      | 400
                    /api/v1/configmaps?labelSelector=a%3D%3D%3Db              | 400
                    /api/v1/configmaps?fieldSelector=data.a%3Db               | 400
                    /api/v1/configmaps?resourceVersion=soon                   | 400
                    /api/v1/configmaps?resourceVersion=999999                 | 504
                    /api/v1/configmaps?watch=true&resourceVersion=soon        | 400
                    /api/v1/configmaps?watch=true&timeoutSeconds=soon         | 400
                    /api/v1/configmaps?watch=true&sendInitialEvents=true      | 400
                    /api/v1/configmaps?includeObject=Some                     | 400
                    """)
    void refusesAPath(String path, int code) {
        Answer answer = client.get(path);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("code").asInt()).isEqualTo(code);
        assertThat(answer.text("/message")).isNotEmpty();
    }

    @Test
    void refusesMethodsThatMakeNoSense() {
        assertThat(client.send("POST", MAPS + "/a", "{}", "application/json", "*/*")
                        .code())
                .isEqualTo(405);
        assertThat(client.send("PUT", MAPS, "{}", "application/json", "*/*").code())
                .isEqualTo(405);
        assertThat(client.delete("/api/v1/configmaps").code())
                .as("never all namespaces at once")
                .isEqualTo(405);
    }

    @Test
    void refusesFormatsThatItDoesNotKnow() {
        assertThat(client.send("POST", MAPS, "a: b", "application/yaml", "*/*").code())
                .isEqualTo(415);
        assertThat(client.getAs(MAPS, "text/html").code()).isEqualTo(406);
        assertThat(client.getAs(MAPS, "application/json;as=Picture;g=meta.k8s.io;v=v1")
                        .code())
                .isEqualTo(406);
    }

    @Test
    void refusesWhatIsTooLarge() {
        String large = "{\"metadata\":{\"name\":\"large\"},\"data\":{\"a\":\"" + "x".repeat(4 << 20) + "\"}}";
        assertThat(client.send("POST", MAPS, large, "application/json", "*/*").code())
                .isEqualTo(413);
    }

    @Test
    void survivesDeepNesting() {
        String deep = "{\"metadata\":{\"name\":\"deep\"},\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        assertThat(client.send("POST", MAPS, deep, "application/json", "*/*").code())
                .isEqualTo(400);
        assertThat(client.get(MAPS).code()).isEqualTo(200);
    }
}
