package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Create, read, change and delete, as clients see it. Each test has names of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class VerbsTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";
    private static final String PODS = "/api/v1/namespaces/default/pods";

    private final TestClient client;

    VerbsTest(@TempDir Path home) {
        client = TestClient.start(home);
    }

    @AfterAll
    void stop() {
        client.close();
    }

    private Answer createMap(String name) {
        return client.post(MAPS, "{metadata: {name: " + name + "}, data: {a: b}}");
    }

    private Answer createPod(String name, String more) {
        return client.post(
                PODS,
                "{metadata: {name: " + name + "}, spec: {" + more + " containers: [{name: main, image: busybox}]}}");
    }

    @Test
    void createsAndReads() {
        Answer created = createMap("created");
        assertThat(created.code()).isEqualTo(201);
        assertThat(created.text("/kind")).isEqualTo("ConfigMap");
        assertThat(created.text("/metadata/uid")).hasSize(36);
        assertThat(created.text("/metadata/creationTimestamp")).endsWith("Z");
        assertThat(created.text("/metadata/namespace")).isEqualTo("default");
        assertThat(client.get(MAPS + "/created").body()).isEqualTo(created.body());
    }

    @Test
    void createsNothingTwice() {
        createMap("twice");
        Answer again = createMap("twice");
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.text("/reason")).isEqualTo("AlreadyExists");
        assertThat(again.text("/message")).isEqualTo("configmaps \"twice\" already exists");
        assertThat(again.text("/details/name")).isEqualTo("twice");
    }

    @Test
    void makesUpNames() {
        Answer one = client.post(MAPS, "metadata: {generateName: gen-}");
        Answer other = client.post(MAPS, "metadata: {generateName: gen-}");
        assertThat(one.text("/metadata/name")).matches("gen-[a-z0-9]{5}").isNotEqualTo(other.text("/metadata/name"));
    }

    @Test
    void asksForAName() {
        Answer nameless = client.post(MAPS, "data: {a: b}");
        assertThat(nameless.code()).isEqualTo(422);
        assertThat(nameless.text("/message")).contains("name or generateName is required");
    }

    @Test
    void createsNothingInAMissingNamespace() {
        Answer lost = client.post("/api/v1/namespaces/nowhere/configmaps", "metadata: {name: a}");
        assertThat(lost.code()).isEqualTo(404);
        assertThat(lost.text("/message")).isEqualTo("namespaces \"nowhere\" not found");
    }

    @Test
    void changesOnlyWhatTheCallerHasSeen() {
        ObjectNode seen = (ObjectNode) createMap("seen").body();
        seen.withObject("/data").put("a", "c");
        Answer changed = client.put(MAPS + "/seen", seen);
        assertThat(changed.code()).isEqualTo(200);
        assertThat(changed.text("/metadata/resourceVersion"))
                .isNotEqualTo(seen.at("/metadata/resourceVersion").asText());
        Answer late = client.put(MAPS + "/seen", seen);
        assertThat(late.code()).isEqualTo(409);
        assertThat(late.text("/reason")).isEqualTo("Conflict");
        assertThat(late.text("/message")).contains("the object has been modified");
    }

    @Test
    void changesNothingForNothing() {
        ObjectNode same = (ObjectNode) createMap("same").body();
        assertThat(client.put(MAPS + "/same", same).body()).isEqualTo(same);
        assertThat(client.patch(MAPS + "/same", "merge-patch", "{}").body()).isEqualTo(same);
    }

    @Test
    void keepsWhatIsTheServersOwn() {
        ObjectNode forged = (ObjectNode) createMap("forged").body().deepCopy();
        String uid = forged.at("/metadata/uid").asText();
        forged.withObject("/metadata").put("creationTimestamp", "2001-01-01T00:00:00Z");
        Answer answer = client.put(MAPS + "/forged", forged);
        assertThat(answer.text("/metadata/creationTimestamp")).doesNotStartWith("2001");
        forged.withObject("/metadata").put("uid", "another");
        assertThat(client.put(MAPS + "/forged", forged).code()).isEqualTo(409);
        assertThat(client.get(MAPS + "/forged").text("/metadata/uid")).isEqualTo(uid);
    }

    @Test
    void keepsSpecAndStatusApart() {
        ObjectNode pod = (ObjectNode) createPod("apart", "").body();
        assertThat(pod.at("/status/phase").asText()).isEqualTo("Pending");
        pod.withObject("/status").put("phase", "Running");
        assertThat(client.put(PODS + "/apart", pod).text("/status/phase")).isEqualTo("Pending");
        Answer answer = client.patch(
                PODS + "/apart/status",
                "merge-patch",
                "{\"status\":{\"phase\":\"Running\"},\"spec\":{\"nodeName\":\"forged\"}}");
        assertThat(answer.text("/status/phase")).isEqualTo("Running");
        assertThat(answer.body().at("/spec").has("nodeName")).isFalse();
    }

    @Test
    void patchesInThreeWays() {
        createMap("patched");
        client.patch(MAPS + "/patched", "merge-patch", "{\"data\":{\"b\":\"1\",\"a\":null}}");
        client.patch(MAPS + "/patched", "strategic-merge-patch", "{\"metadata\":{\"labels\":{\"x\":\"y\"}}}");
        Answer answer = client.patch(
                MAPS + "/patched", "json-patch", "[{\"op\":\"add\",\"path\":\"/data/c\",\"value\":\"2\"}]");
        assertThat(answer.text("/data")).isEmpty();
        assertThat(answer.body().get("data").toString()).isEqualTo("{\"b\":\"1\",\"c\":\"2\"}");
        assertThat(answer.text("/metadata/labels/x")).isEqualTo("y");
    }

    @Test
    void refusesPatchesThatDoNotFit() {
        createMap("unfit");
        String path = MAPS + "/unfit";
        assertThat(client.patch(path, "merge-patch", "{").code()).isEqualTo(400);
        assertThat(client.patch(path, "json-patch", "[{\"op\":\"test\",\"path\":\"/data/a\",\"value\":\"z\"}]")
                        .code())
                .isEqualTo(422);
        assertThat(client.patch(path, "merge-patch", "{\"metadata\":{\"name\":\"other\"}}")
                        .code())
                .isEqualTo(400);
        assertThat(client.patch(path, "merge-patch", "{\"metadata\":{\"resourceVersion\":\"1\"}}")
                        .code())
                .isEqualTo(409);
        Answer apply = client.send("PATCH", path, "{}", "application/apply-patch+yaml", "application/json");
        assertThat(apply.code()).isEqualTo(415);
        assertThat(apply.text("/message")).contains("server-side apply");
    }

    @Test
    void deletes() {
        String uid = createMap("gone").text("/metadata/uid");
        Answer deleted = client.delete(MAPS + "/gone");
        assertThat(deleted.code()).isEqualTo(200);
        assertThat(deleted.text("/status")).isEqualTo("Success");
        assertThat(deleted.text("/details/uid")).isEqualTo(uid);
        assertThat(client.get(MAPS + "/gone").text("/message")).isEqualTo("configmaps \"gone\" not found");
    }

    @Test
    void deletesOnlyTheObjectThatIsMeant() {
        createMap("meant");
        Answer refused = client.send(
                "DELETE",
                MAPS + "/meant",
                "{\"preconditions\":{\"uid\":\"another\"}}",
                "application/json",
                "application/json");
        assertThat(refused.code()).isEqualTo(409);
        assertThat(client.get(MAPS + "/meant").code()).isEqualTo(200);
    }

    @Test
    void waitsForFinalizers() {
        client.post(MAPS, "metadata: {name: held, finalizers: [example.dev/hold]}");
        Answer deleted = client.delete(MAPS + "/held");
        assertThat(deleted.text("/metadata/deletionTimestamp")).isNotEmpty();
        assertThat(client.patch(MAPS + "/held", "merge-patch", "{\"metadata\":{\"finalizers\":[\"example.dev/more\"]}}")
                        .code())
                .as("nobody can come late")
                .isEqualTo(422);
        assertThat(client.get(MAPS + "/held").code()).isEqualTo(200);
        client.patch(MAPS + "/held", "merge-patch", "{\"metadata\":{\"finalizers\":null}}");
        assertThat(client.get(MAPS + "/held").code()).isEqualTo(404);
    }

    @Test
    void recordsHowOwnedObjectsAreToGo() {
        createMap("owner");
        Answer deleted = client.delete(MAPS + "/owner?propagationPolicy=Foreground");
        assertThat(deleted.body().at("/metadata/finalizers/0").asText()).isEqualTo("foregroundDeletion");
        assertThat(client.delete(MAPS + "/owner?propagationPolicy=Sideways").code())
                .isEqualTo(400);
    }

    @Test
    void givesABoundPodTimeToEnd() {
        createPod("graceful", "nodeName: n1, terminationGracePeriodSeconds: 20,");
        Answer deleted = client.delete(PODS + "/graceful");
        assertThat(deleted.body().at("/metadata/deletionGracePeriodSeconds").asInt())
                .isEqualTo(20);
        assertThat(client.delete(PODS + "/graceful?gracePeriodSeconds=40")
                        .body()
                        .at("/metadata/deletionGracePeriodSeconds")
                        .asInt())
                .as("a later request can't lengthen it")
                .isEqualTo(20);
        assertThat(client.delete(PODS + "/graceful?gracePeriodSeconds=5")
                        .body()
                        .at("/metadata/deletionGracePeriodSeconds")
                        .asInt())
                .isEqualTo(5);
        client.delete(PODS + "/graceful?gracePeriodSeconds=0");
        assertThat(client.get(PODS + "/graceful").code()).isEqualTo(404);
    }

    @Test
    void deletesAPodOnNoNodeAtOnce() {
        createPod("unbound", "");
        assertThat(client.delete(PODS + "/unbound").text("/metadata/name")).isEqualTo("unbound");
        assertThat(client.get(PODS + "/unbound").code()).isEqualTo(404);
    }

    @Test
    void deletesManyByTheirLabels() {
        client.post(MAPS, "metadata: {name: many-1, labels: {set: many}}");
        client.post(MAPS, "metadata: {name: many-2, labels: {set: many}}");
        client.post(MAPS, "metadata: {name: few, labels: {set: few}}");
        assertThat(client.delete(MAPS + "?labelSelector=set%3Dmany").body().get("items"))
                .hasSize(2);
        assertThat(client.get(MAPS + "?labelSelector=set").body().get("items")).hasSize(1);
    }

    @Test
    void bindsAPodOnce() {
        createPod("bound", "");
        Answer bound =
                client.post(PODS + "/bound/binding", "{metadata: {name: bound}, target: {kind: Node, name: n1}}");
        assertThat(bound.code()).isEqualTo(201);
        Answer pod = client.get(PODS + "/bound");
        assertThat(pod.text("/spec/nodeName")).isEqualTo("n1");
        assertThat(pod.body().at("/status/conditions/0/type").asText()).isEqualTo("PodScheduled");
        Answer again =
                client.post(PODS + "/bound/binding", "{metadata: {name: bound}, target: {kind: Node, name: n2}}");
        assertThat(again.code()).isEqualTo(409);
        assertThat(again.text("/message")).contains("already assigned to node \"n1\"");
    }

    @Test
    void triesWithoutWriting() {
        assertThat(client.post(MAPS + "?dryRun=All", "metadata: {name: dry}").code())
                .isEqualTo(201);
        assertThat(client.get(MAPS + "/dry").code()).isEqualTo(404);
        createMap("wet");
        client.patch(MAPS + "/wet?dryRun=All", "merge-patch", "{\"data\":{\"a\":\"changed\"}}");
        client.delete(MAPS + "/wet?dryRun=All");
        assertThat(client.get(MAPS + "/wet").text("/data/a")).isEqualTo("b");
        assertThat(client.post(MAPS + "?dryRun=Some", "metadata: {name: dry}").code())
                .isEqualTo(400);
    }

    @Test
    void tellsOfFieldsThatTheKindDoesNotHave() {
        String typo = "{\"metadata\":{\"name\":\"typo\"},\"daata\":{},\"data\":{\"a\":\"1\",\"a\":\"2\"}}";
        Answer strict = client.send("POST", MAPS + "?fieldValidation=Strict", typo, "application/json", "*/*");
        assertThat(strict.code()).isEqualTo(400);
        assertThat(strict.text("/message")).contains("strict decoding error", "duplicate field \"data.a\"");
        Answer warned = client.send("POST", MAPS + "?dryRun=All", typo, "application/json", "*/*");
        assertThat(warned.code()).isEqualTo(201);
        assertThat(warned.warnings()).contains("unknown field \"daata\"", "duplicate field \"data.a\"");
        assertThat(warned.body().has("daata")).isFalse();
        Answer ignored =
                client.send("POST", MAPS + "?fieldValidation=Ignore&dryRun=All", typo, "application/json", "*/*");
        assertThat(ignored.warnings()).isEmpty();
    }

    @Test
    void keepsTheNamespacesThatAllNeed() {
        Answer refused = client.delete("/api/v1/namespaces/default");
        assertThat(refused.code()).isEqualTo(403);
        assertThat(refused.text("/message")).contains("this namespace may not be deleted");
    }

    @Test
    void letsANamespaceGoWhenItIsFinalized() {
        client.post("/api/v1/namespaces", "metadata: {name: going}");
        Answer deleted = client.delete("/api/v1/namespaces/going");
        assertThat(deleted.text("/status/phase")).isEqualTo("Terminating");
        Answer late = client.post("/api/v1/namespaces/going/configmaps", "metadata: {name: late}");
        assertThat(late.code()).isEqualTo(403);
        assertThat(late.body().at("/details/causes/0/reason").asText()).isEqualTo("NamespaceTerminating");
        ObjectNode namespace =
                (ObjectNode) client.get("/api/v1/namespaces/going").body();
        namespace.withObject("/spec").putArray("finalizers");
        assertThat(client.put("/api/v1/namespaces/going/finalize", namespace).code())
                .isEqualTo(200);
        assertThat(client.get("/api/v1/namespaces/going").code()).isEqualTo(404);
    }

    @Test
    void servesAnEventInBothItsShapes() {
        client.post("/apis/events.k8s.io/v1/namespaces/default/events", """
                {metadata: {name: e1}, regarding: {kind: Pod, name: p}, reason: Started, note: it runs, type: Normal,
                 action: Start, reportingController: test, reportingInstance: test-1, eventTime: '2026-11-23T10:00:00.000000Z'}
                """);
        Answer core = client.get("/api/v1/namespaces/default/events/e1");
        assertThat(core.text("/apiVersion")).isEqualTo("v1");
        assertThat(core.text("/message")).isEqualTo("it runs");
        assertThat(core.text("/involvedObject/name")).isEqualTo("p");
        assertThat(client.get("/apis/events.k8s.io/v1/namespaces/default/events/e1")
                        .text("/note"))
                .isEqualTo("it runs");
    }

    @Test
    void answersWhatTheCallerMayDo() {
        Answer answer = client.post(
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "spec: {resourceAttributes: {verb: delete, resource: pods}}");
        assertThat(answer.body().at("/status/allowed").asBoolean()).isTrue();
    }
}
