package dev.trainyard.cluster.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What every driver promises. */
@ParameterizedClass
@EnumSource(StoreContractTest.Driver.class)
class StoreContractTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    enum Driver {
        MEMORY,
        SQLITE
    }

    @Parameter
    Driver driver = Driver.MEMORY;

    @TempDir
    Path folder = Path.of("");

    private Store store = Store.inMemory();

    @BeforeEach
    void open() {
        store = open(HistoryLimit.DEFAULT);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Store open(HistoryLimit limit) {
        return new GroupCommitStore(
                switch (driver) {
                    case MEMORY -> Journal.NONE;
                    case SQLITE -> SqliteJournal.open(folder.resolve(limit.events() + ".db"));
                },
                limit,
                StoreLimit.ofHeap());
    }

    @Test
    void beginsEmptyAtRevisionZero() {
        assertThat(store.revision()).isZero();
        assertThat(store.get("a")).isEmpty();
        assertThat(store.list("", ListQuery.ALL)).isEqualTo(new Page(List.of(), 0, 0));
    }

    @Test
    void countsEveryWriteAndTellsTheContentItsRevision() {
        assertThat(store.create("a", at("one")).revision()).isEqualTo(1);
        assertThat(store.create("b", at("two")).revision()).isEqualTo(2);
        assertThat(store.update("a", 1, at("three")).revision()).isEqualTo(3);
        assertThat(store.delete("b", 2, at("gone")).revision()).isEqualTo(4);
        assertThat(store.revision()).isEqualTo(4);
        assertThat(text(store.get("a").orElseThrow())).isEqualTo("three@3");
    }

    @Test
    void createsNothingTwice() {
        store.create("a", at("one"));
        assertThatThrownBy(() -> store.create("a", at("two")))
                .asInstanceOf(type(StoreException.Conflict.class))
                .extracting(conflict -> text(conflict.current().orElseThrow()))
                .isEqualTo("one@1");
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void refusesAStaleWrite() {
        store.create("a", at("one"));
        store.update("a", 1, at("two"));
        assertThatThrownBy(() -> store.update("a", 1, at("late"))).isInstanceOf(StoreException.Conflict.class);
        assertThatThrownBy(() -> store.delete("a", 1, at("late"))).isInstanceOf(StoreException.Conflict.class);
        assertThat(text(store.get("a").orElseThrow())).isEqualTo("two@2");
    }

    @Test
    void refusesToChangeWhatDoesNotExist() {
        assertThatThrownBy(() -> store.update("a", 1, at("x")))
                .asInstanceOf(type(StoreException.Conflict.class))
                .extracting(StoreException.Conflict::current)
                .isEqualTo(Optional.empty());
        assertThatThrownBy(() -> store.delete("a", 1, at("x"))).isInstanceOf(StoreException.Conflict.class);
    }

    @Test
    void forgetsADeletedKeyButNotItsRevision() {
        store.create("a", at("one"));
        store.delete("a", 1, at("last"));
        assertThat(store.get("a")).isEmpty();
        assertThat(store.create("a", at("again")).revision()).isEqualTo(3);
    }

    @Test
    void listsOnePrefixInOrder() {
        createAll("pods/b/2", "pods/a/1", "pods/b/1", "podsx/c", "nodes/n");
        assertThat(keys(store.list("pods/", ListQuery.ALL))).containsExactly("pods/a/1", "pods/b/1", "pods/b/2");
        assertThat(keys(store.list("pods/b/", ListQuery.ALL))).containsExactly("pods/b/1", "pods/b/2");
    }

    @Test
    void listsPageByPage() {
        createAll("k/1", "k/2", "k/3", "k/4", "k/5");
        Page first = store.list("k/", query(Optional.empty(), 2, OptionalLong.empty()));
        assertThat(keys(first)).containsExactly("k/1", "k/2");
        assertThat(first.remaining()).isEqualTo(3);
        Page last = store.list("k/", query(Optional.of("k/2"), 3, OptionalLong.of(first.revision())));
        assertThat(keys(last)).containsExactly("k/3", "k/4", "k/5");
        assertThat(last.remaining()).isZero();
    }

    @Test
    void showsTheSameSnapshotOnLaterPages() {
        createAll("k/1", "k/2", "k/3");
        long snapshot = store.revision();
        store.delete("k/2", 2, at("x"));
        store.update("k/3", 3, at("new"));
        store.create("k/4", at("x"));
        store.update("k/3", 5, at("newer"));
        store.create("other", at("x"));
        Page page = store.list("k/", query(Optional.of("k/1"), 0, OptionalLong.of(snapshot)));
        assertThat(keys(page)).containsExactly("k/2", "k/3");
        assertThat(text(page.entries().getLast())).isEqualTo("k/3@3");
        assertThat(page.revision()).isEqualTo(snapshot);
    }

    @Test
    void refusesASnapshotThatItDoesNotKnow() {
        createAll("k/1");
        assertThatThrownBy(() -> store.list("k/", query(Optional.empty(), 0, OptionalLong.of(2))))
                .isInstanceOf(StoreException.Compacted.class);
    }

    @Test
    void watchesOnePrefixFromARevisionOn() throws InterruptedException {
        createAll("k/1", "k/2", "other");
        try (Watch watch = store.watch("k/", 1)) {
            store.update("k/1", 1, at("new"));
            store.delete("k/2", 2, at("gone"));
            List<Event> events = take(watch, 3);
            assertThat(events).extracting(event -> text(event.entry())).containsExactly("k/2@2", "new@4", "gone@5");
            assertThat(events).extracting(Event::deleted).containsExactly(false, false, true);
            assertThat(events.getLast().previous().map(StoreContractTest::text)).contains("k/2@2");
        }
    }

    @Test
    void tellsAWatchHowFarItIsThoughNothingConcernsIt() throws InterruptedException {
        try (Watch watch = store.watch("k/", 0)) {
            createAll("other/1", "other/2");
            watch.next(Duration.ZERO);
            assertThat(watch.next(Duration.ofMillis(1))).isEqualTo(new Watch.News(List.of(), 2));
        }
    }

    @Test
    void watchesNothingThatIsTooLongAgoOrInTheFuture() {
        Store forgetful = open(new HistoryLimit(2, 1 << 20));
        IntStream.range(0, 5).forEach(i -> forgetful.create("k/" + i, at("x")));
        assertThatThrownBy(() -> forgetful.watch("k/", 2)).isInstanceOf(StoreException.Compacted.class);
        assertThatThrownBy(() -> forgetful.watch("k/", 6)).isInstanceOf(StoreException.Compacted.class);
        forgetful.watch("k/", 3).close();
        forgetful.close();
    }

    @Test
    void cutsOffAWatchThatIsTooSlow() throws InterruptedException {
        Store forgetful = open(new HistoryLimit(100, 3 * 260));
        try (Watch slow = forgetful.watch("k/", 0);
                Watch uninterested = forgetful.watch("other/", 0)) {
            assertThat(uninterested.next(Duration.ZERO).events()).isEmpty();
            IntStream.range(0, 10).forEach(i -> forgetful.create("k/" + i, at("x")));
            assertThatThrownBy(() -> slow.next(LONG)).isInstanceOf(StoreException.Compacted.class);
            forgetful.create("other/1", at("x"));
            assertThat(uninterested.next(LONG).events())
                    .as("a watch that missed nothing of its own goes on")
                    .hasSize(1);
        }
        forgetful.close();
    }

    @Test
    void losesAndRepeatsNothingUnderManyWriters() throws Exception {
        int writers = 16;
        int each = 40;
        try (Watch watch = store.watch("", 0);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Event>> seen = threads.submit(() -> take(watch, writers * each));
            List<Callable<Entry>> creations = new ArrayList<>();
            for (int i = 0; i < writers * each; i++) {
                String key = "k/" + i;
                creations.add(() -> store.create(key, at("x")));
            }
            assertThat(threads.invokeAll(creations))
                    .allSatisfy(done -> assertThat(done.state()).isEqualTo(Future.State.SUCCESS));
            assertThat(seen.get())
                    .extracting(Event::revision)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, creations.size()).boxed().toList());
        }
    }

    @Test
    void letsOneOfManyWritersWin() throws Exception {
        store.create("a", at("x"));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Entry>> updates = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                updates.add(() -> store.update("a", 1, at("y")));
            }
            assertThat(threads.invokeAll(updates))
                    .filteredOn(done -> done.state() == Future.State.SUCCESS)
                    .hasSize(1);
        }
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void refusesOneBadContentAndGoesOn() {
        assertThatThrownBy(() -> store.create("a", _ -> {
                    throw new IllegalStateException("bad");
                }))
                .hasMessage("bad");
        assertThat(store.create("a", at("x")).revision()).isEqualTo(1);
    }

    @Test
    void wakesItsWatchesWhenItCloses() throws Exception {
        Watch watch = store.watch("", 0);
        watch.next(Duration.ZERO);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> waiting = threads.submit(() -> watch.next(LONG));
            store.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(StoreException.Closed.class);
        }
        assertThatThrownBy(() -> store.create("a", at("x"))).isInstanceOf(StoreException.Closed.class);
    }

    private void createAll(String... keys) {
        for (String key : keys) {
            store.create(key, at(key));
        }
    }

    private static List<Event> take(Watch watch, int count) throws InterruptedException {
        List<Event> events = new ArrayList<>();
        while (events.size() < count) {
            Watch.News news = watch.next(LONG);
            assertThat(news.events()).as("events within " + LONG).isNotEmpty();
            events.addAll(news.events());
        }
        return events;
    }

    private static Content at(String text) {
        return revision -> (text + "@" + revision).getBytes(UTF_8);
    }

    private static String text(Entry entry) {
        return new String(entry.value(), UTF_8);
    }

    private static List<String> keys(Page page) {
        return page.entries().stream().map(Entry::key).toList();
    }

    private static ListQuery query(Optional<String> after, int limit, OptionalLong revision) {
        return new ListQuery(after, limit, revision);
    }
}
