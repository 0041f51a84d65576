package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.apiserver.TestClient.Answer;
import dev.trainyard.cluster.apiserver.TestClient.Events;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists and watches, over both versions of HTTP. */
@ParameterizedClass
@EnumSource(HttpClient.Version.class)
class ListAndWatchTest {
    private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    private final TestClient client;

    ListAndWatchTest(HttpClient.Version version, @TempDir Path home) {
        client = TestClient.start(home, version);
    }

    @AfterEach
    void stop() {
        client.close();
    }

    /** A new namespace's path to its ConfigMaps. */
    private String maps(String namespace) {
        client.post("/api/v1/namespaces", "metadata: {name: " + namespace + "}");
        return "/api/v1/namespaces/" + namespace + "/configmaps";
    }

    private String create(String path, String name, String label) {
        return client.post(path, "{metadata: {name: " + name + ", labels: {app: " + label + "}}}")
                .text("/metadata/resourceVersion");
    }

    private void relabel(String path, String name, String label) {
        client.patch(path + "/" + name, "merge-patch", "{\"metadata\":{\"labels\":{\"app\":\"" + label + "\"}}}");
    }

    private static List<String> names(Answer list) {
        List<String> names = new ArrayList<>();
        list.body()
                .get("items")
                .forEach(item -> names.add(item.at("/metadata/name").asText()));
        return names;
    }

    @Test
    void listsByLabelAndField() {
        String maps = maps("by-label");
        create(maps, "a", "x");
        create(maps, "b", "y");
        create(maps, "c", "x");
        Answer all = client.get(maps);
        assertThat(all.text("/kind")).isEqualTo("ConfigMapList");
        assertThat(names(all)).containsExactly("a", "b", "c");
        assertThat(names(client.get(maps + "?labelSelector=app%3Dx"))).containsExactly("a", "c");
        assertThat(names(client.get(maps + "?labelSelector=app%20notin%20(x)"))).containsExactly("b");
        assertThat(names(client.get(maps + "?fieldSelector=metadata.name%3Db"))).containsExactly("b");
    }

    @Test
    void listsPageByPageThoughTheWorldMovesOn() {
        String maps = maps("pages");
        for (String name : List.of("a", "b", "c", "d", "e")) {
            create(maps, name, "x");
        }
        Answer first = client.get(maps + "?limit=2");
        assertThat(names(first)).containsExactly("a", "b");
        assertThat(first.body().at("/metadata/remainingItemCount").asInt()).isEqualTo(3);
        client.delete(maps + "/c");
        create(maps, "cc", "x");
        Answer second = client.get(maps + "?limit=2&continue=" + first.text("/metadata/continue"));
        assertThat(names(second)).containsExactly("c", "d");
        assertThat(second.text("/metadata/resourceVersion")).isEqualTo(first.text("/metadata/resourceVersion"));
        Answer last = client.get(maps + "?limit=2&continue=" + second.text("/metadata/continue"));
        assertThat(names(last)).containsExactly("e");
        assertThat(last.body().at("/metadata").has("continue")).isFalse();
    }

    @Test
    void fillsThePagesOfASelection() {
        String maps = maps("select-pages");
        for (int i = 0; i < 9; i++) {
            create(maps, "m" + i, i % 3 == 0 ? "third" : "other");
        }
        Answer first = client.get(maps + "?limit=2&labelSelector=app%3Dthird");
        assertThat(names(first)).containsExactly("m0", "m3");
        Answer last =
                client.get(maps + "?limit=2&labelSelector=app%3Dthird&continue=" + first.text("/metadata/continue"));
        assertThat(names(last)).containsExactly("m6");
    }

    @Test
    void showsAnEarlierStateWhenAsked() {
        String maps = maps("earlier");
        String revision = create(maps, "a", "x");
        create(maps, "b", "x");
        assertThat(names(client.get(maps + "?resourceVersionMatch=Exact&resourceVersion=" + revision)))
                .containsExactly("a");
        assertThat(names(client.get(maps + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + revision)))
                .containsExactly("a", "b");
    }

    @Test
    void drawsTables() {
        String maps = maps("tables");
        create(maps, "a", "x");
        JsonNode table = client.getAs(maps, TABLE).body();
        assertThat(table.path("kind").asText()).isEqualTo("Table");
        assertThat(table.at("/columnDefinitions/0/name").asText()).isEqualTo("Name");
        assertThat(table.at("/rows/0/cells/0").asText()).isEqualTo("a");
        assertThat(table.at("/rows/0/object/kind").asText()).isEqualTo("PartialObjectMetadata");
        JsonNode one = client.getAs(maps + "/a", TABLE).body();
        assertThat(one.get("rows")).hasSize(1);
    }

    @Test
    void givesMetadataAlone() {
        String maps = maps("metadata");
        client.post(maps, "{metadata: {name: a}, data: {large: text}}");
        JsonNode list = client.getAs(maps, "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io")
                .body();
        assertThat(list.path("kind").asText()).isEqualTo("PartialObjectMetadataList");
        assertThat(list.at("/items/0/metadata/name").asText()).isEqualTo("a");
        assertThat(list.at("/items/0").has("data")).isFalse();
    }

    @Test
    void watchesFromARevision() {
        String maps = maps("from");
        String revision = create(maps, "a", "x");
        try (Events events = client.watch(maps + "?watch=true&resourceVersion=" + revision)) {
            create(maps, "b", "x");
            relabel(maps, "a", "y");
            client.delete(maps + "/b");
            assertThat(events.next(3)).containsExactly("ADDED b", "MODIFIED a", "DELETED b");
        }
    }

    @Test
    void tellsADeletionItsOwnRevision() {
        String maps = maps("deletion");
        String revision = create(maps, "a", "x");
        try (Events events = client.watch(maps + "?watch=true&resourceVersion=" + revision)) {
            client.delete(maps + "/a");
            long deleted = events.next().at("/object/metadata/resourceVersion").asLong();
            assertThat(deleted).isGreaterThan(Long.parseLong(revision));
        }
    }

    @Test
    void beginsWithWhatIsThere() {
        String maps = maps("initial");
        create(maps, "a", "x");
        try (Events events = client.watch(maps + "?watch=1")) {
            create(maps, "b", "x");
            assertThat(events.next(2)).containsExactly("ADDED a", "ADDED b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"watch=True", "watch=", "watch", "watch=yes"})
    void watchesHoweverTheClientSaysSo(String parameter) {
        String maps = maps("spelling");
        create(maps, "a", "x");
        try (Events events = client.watch(maps + "?" + parameter)) {
            assertThat(events.next(1)).containsExactly("ADDED a");
        }
        assertThat(client.get(maps + "?watch=False").text("/kind")).isEqualTo("ConfigMapList");
    }

    @Test
    void marksTheEndOfWhatIsThere() {
        String maps = maps("initial-end");
        String revision = create(maps, "a", "x");
        try (Events events = client.watch(maps
                + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
                + "&resourceVersion=0")) {
            assertThat(events.next(1)).containsExactly("ADDED a");
            JsonNode bookmark = events.next();
            assertThat(bookmark.path("type").asText()).isEqualTo("BOOKMARK");
            assertThat(bookmark.at("/object/kind").asText()).isEqualTo("ConfigMap");
            assertThat(bookmark.at("/object/metadata/annotations").toString())
                    .isEqualTo("{\"k8s.io/initial-events-end\":\"true\"}");
            assertThat(bookmark.at("/object/metadata/resourceVersion").asLong())
                    .isGreaterThanOrEqualTo(Long.parseLong(revision));
            create(maps, "b", "x");
            assertThat(events.next(1)).containsExactly("ADDED b");
        }
    }

    @Test
    void seesObjectsComeIntoASelectionAndLeaveIt() {
        String maps = maps("selection");
        String revision = create(maps, "a", "x");
        try (Events events = client.watch(maps + "?watch=true&labelSelector=app%3Dy&resourceVersion=" + revision)) {
            create(maps, "other", "z");
            relabel(maps, "a", "y");
            client.patch(maps + "/a", "merge-patch", "{\"data\":{\"k\":\"v\"}}");
            relabel(maps, "a", "x");
            create(maps, "b", "y");
            client.delete(maps + "/b");
            assertThat(events.next(5)).containsExactly("ADDED a", "MODIFIED a", "DELETED a", "ADDED b", "DELETED b");
        }
    }

    @Test
    void watchesOneObject() {
        String maps = maps("one");
        create(maps, "a", "x");
        try (Events events = client.watch(maps + "?watch=true&fieldSelector=metadata.name%3Da")) {
            create(maps, "ab", "x");
            relabel(maps, "a", "y");
            assertThat(events.next(2)).containsExactly("ADDED a", "MODIFIED a");
        }
    }

    @Test
    void drawsTheColumnsOfAWatchedTableOnce() {
        String maps = maps("watched-table");
        create(maps, "a", "x");
        create(maps, "b", "x");
        try (Events events = client.watch(maps + "?watch=true", TABLE)) {
            JsonNode first = events.next();
            assertThat(first.at("/object/kind").asText()).isEqualTo("Table");
            assertThat(first.at("/object/columnDefinitions")).isNotEmpty();
            assertThat(events.next().at("/object/columnDefinitions")).isEmpty();
        }
    }

    @Test
    void saysThatARevisionIsTooOld() throws IOException {
        // A memory store remembers from revision 0 on; a revision to come is as unknown as one long gone.
        try (Events events = client.watch("/api/v1/configmaps?watch=true&resourceVersion=999999")) {
            assertThat(events.code()).isEqualTo(200);
            JsonNode error = events.next();
            assertThat(error.path("type").asText()).isEqualTo("ERROR");
            assertThat(error.at("/object/code").asInt()).isEqualTo(410);
            assertThat(error.at("/object/reason").asText()).isEqualTo("Expired");
            assertThat(events.hasEnded()).isTrue();
        }
    }

    @Test
    void endsWhenTheTimeIsUpWithoutAWord() throws IOException {
        try (Events events = client.watch("/api/v1/secrets?watch=true&timeoutSeconds=1")) {
            assertThat(events.lines().read()).as("the first character").isEqualTo(-1);
        }
    }

    @Test
    void answersAWatchBeforeThereIsAnEvent() throws IOException {
        String maps = maps("headers");
        // This returns when the headers have come; nothing is written before the object below.
        try (Events events = client.watch(maps + "?watch=true")) {
            create(maps, "a", "x");
            assertThat(events.lines().read()).as("the first character").isEqualTo('{');
        }
    }
}
