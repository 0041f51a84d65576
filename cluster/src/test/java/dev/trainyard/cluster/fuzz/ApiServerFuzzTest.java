package dev.trainyard.cluster.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trainyard.cluster.apiserver.ApiServer;
import dev.trainyard.cluster.apiserver.ApiServerConfig;
import dev.trainyard.cluster.store.Store;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damaged requests to an API server: objects, CRDs with CEL rules, patches of each kind, selectors. No answer is 500,
 * each comes, and the server answers on. CONTRIBUTING.md has the command for a long run.
 */
class ApiServerFuzzTest {
    private static final Duration HANGS = Duration.ofMinutes(1);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 300);
    private static final long SEED = Long.getLong("fuzz.seed", 1);

    private static final String POD = """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"default","labels":{"a":"b"},\
            "annotations":{"c":"d"},"ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"o","uid":"u"}]},\
            "spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i","env":[{"name":"E","value":"v"}],\
            "resources":{"requests":{"cpu":"100m","memory":"1Gi"}}}],"volumes":[{"name":"v","emptyDir":{}}]}}""";
    private static final String CONFIG_MAP = """
            {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","namespace":"default"},"data":{"k":"v"}}""";
    private static final String CRD = """
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"foos.x.io"},\
            "spec":{"group":"x.io","scope":"Namespaced","names":{"plural":"foos","singular":"foo","kind":"Foo"},\
            "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object",\
            "properties":{"spec":{"type":"object","properties":{"n":{"type":"integer","minimum":1,"default":3},\
            "s":{"type":"string","pattern":"^a+$","maxLength":20},"l":{"type":"array","maxItems":9,\
            "items":{"type":"string","maxLength":9}}},"x-kubernetes-validations":[{"rule":"self.n > 0 && \
            self.l.all(x, x.size() < 5)","message":"no"}]}}}}}]}}""";
    private static final String FOO = """
            {"apiVersion":"x.io/v1","kind":"Foo","metadata":{"name":"f"},"spec":{"n":3,"s":"aaa","l":["b"]}}""";

    private static final String NAMESPACE = "/api/v1/namespaces/default/";
    private static final String FOOS = "/apis/x.io/v1/namespaces/default/foos";
    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String JSON = "application/json";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String OPERATIONS = """
            [{"op":"test","path":"/data/k","value":"v"},{"op":"add","path":"/data/x","value":"y"},\
            {"op":"copy","from":"/data","path":"/metadata/annotations"},{"op":"move","from":"/data/x","path":"/data/z"},\
            {"op":"replace","path":"/data/k","value":"w"},{"op":"remove","path":"/data/k"}]""";

    private record Sample(String method, String path, String type, String body) {}

    private static final List<Sample> SAMPLES = List.of(
            new Sample("POST", NAMESPACE + "pods", JSON, POD),
            new Sample("PUT", NAMESPACE + "pods/p", JSON, POD),
            new Sample("PUT", NAMESPACE + "pods/p/status", JSON, POD),
            new Sample("PATCH", NAMESPACE + "pods/p", STRATEGIC, POD),
            new Sample("PATCH", NAMESPACE + "pods/p/status", MERGE, "{\"status\":{\"phase\":\"Running\"}}"),
            new Sample("POST", NAMESPACE + "configmaps", JSON, CONFIG_MAP),
            new Sample("PATCH", NAMESPACE + "configmaps/m", MERGE, CONFIG_MAP),
            new Sample("PATCH", NAMESPACE + "configmaps/m", STRATEGIC, CONFIG_MAP),
            new Sample("PATCH", NAMESPACE + "configmaps/m?fieldManager=f&force=true", APPLY, CONFIG_MAP),
            new Sample("PATCH", NAMESPACE + "configmaps/m", JSON_PATCH, OPERATIONS),
            new Sample("POST", CRDS, JSON, CRD),
            new Sample("PUT", CRDS + "/foos.x.io", JSON, CRD),
            new Sample("PATCH", CRDS + "/foos.x.io", MERGE, CRD),
            new Sample("POST", FOOS, JSON, FOO),
            new Sample("PATCH", FOOS + "/f", MERGE, FOO),
            new Sample("PATCH", FOOS + "/f", JSON_PATCH, OPERATIONS.replace("data", "spec")),
            new Sample("DELETE", NAMESPACE + "pods/p", JSON, "{\"kind\":\"DeleteOptions\",\"gracePeriodSeconds\":0}"),
            new Sample("POST", "/api/v1/namespaces/default/pods/p/binding", JSON, """
                    {"apiVersion":"v1","kind":"Binding","metadata":{"name":"p"},"target":{"kind":"Node","name":"n"}}"""));

    private static final List<String> SELECTORS = List.of(
            "a=b", "a in (b,c),!d", "a notin (b)", "metadata.name=p,status.phase!=Running", "spec.nodeName=", "");

    @TempDir
    Path home = Path.of("");

    @Test
    void noAnswerIsAnInternalError() throws Exception {
        var random = new Random(SEED);
        var mutator = new Mutator(random);
        var wrong = new ArrayList<String>();
        try (var store = Store.inMemory();
                var server = ApiServer.start(new ApiServerConfig(home, 0, store));
                var http = client(server)) {
            for (int number = 0; number < REQUESTS; number++) {
                var request = number % 5 == 4 ? selection(mutator) : damaged(mutator, random);
                try {
                    var code = send(http, server, request);
                    if (code >= 500) {
                        wrong.add(code + " " + request);
                    }
                } catch (IOException none) {
                    wrong.add(none + " " + request);
                }
                if (number % 100 == 0) {
                    prepare(http, server);
                }
            }
            assertThat(send(http, server, new Sample("GET", "/readyz", JSON, "")))
                    .isEqualTo(200);
        }
        Files.write(Path.of("target", "fuzz-api-server.txt"), wrong);
        assertThat(wrong).as("-Dfuzz.seed=%d", SEED).isEmpty();
    }

    /** What the samples are about is there, whatever has become of it. */
    private static void prepare(HttpClient http, ApiServer server) throws Exception {
        for (var sample : List.of(SAMPLES.get(0), SAMPLES.get(5), SAMPLES.get(10), SAMPLES.get(13))) {
            send(http, server, sample);
        }
    }

    private static Sample damaged(Mutator mutator, Random random) {
        var sample = mutator.one(SAMPLES);
        return random.nextInt(10) == 0
                ? new Sample(sample.method, path(mutator.damaged(sample.path)), sample.type, sample.body)
                : new Sample(sample.method, sample.path, sample.type, mutator.damaged(sample.body));
    }

    private static Sample selection(Mutator mutator) {
        var query = "labelSelector=%s&fieldSelector=%s&limit=%s&continue=%s&resourceVersion=%s"
                .formatted(
                        encoded(mutator.damaged(mutator.one(SELECTORS))),
                        encoded(mutator.damaged(mutator.one(SELECTORS))),
                        encoded(mutator.damaged("5")),
                        encoded(mutator.damaged("")),
                        encoded(mutator.damaged("")));
        return new Sample("GET", mutator.one(List.of(NAMESPACE + "pods", FOOS, CRDS)) + "?" + query, JSON, "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Java's client refuses what is no URI; the server sees the rest. */
    private static String path(String text) {
        return "/" + encoded(text).replace("%2F", "/").replace("%3F", "?").replaceFirst("^/+", "");
    }

    private static int send(HttpClient http, ApiServer server, Sample sample) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(server.url() + sample.path))
                .timeout(HANGS)
                .header("Authorization", "Bearer " + server.pki().adminToken())
                .header("Content-Type", sample.type)
                .method(sample.method, HttpRequest.BodyPublishers.ofString(sample.body))
                .build();
        var response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 400 && !response.body().isEmpty()) {
            // Each refusal is a Status.
            assertThat(new ObjectMapper().readTree(response.body()).path("kind").asText())
                    .as("%s", sample)
                    .isEqualTo("Status");
        }
        return response.statusCode();
    }

    private static HttpClient client(ApiServer server) throws Exception {
        return HttpClient.newBuilder()
                .sslContext(server.pki().apiServerAsNodeClient().sslContext())
                .build();
    }
}
