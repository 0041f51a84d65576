package dev.trainyard.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does that has no room left. */
class FullStoreTest {
    private static final StoreLimit LIMIT = new StoreLimit(1 << 20, 1 << 17);

    @TempDir
    Path folder = Path.of("");

    private static Content bytes(int count) {
        return _ -> new byte[count];
    }

    private Store open(StoreLimit limit) {
        return new GroupCommitStore(SqliteJournal.open(folder.resolve("store.db")), HistoryLimit.DEFAULT, limit);
    }

    @Test
    void refusesWhatAddsAndDoesTheRest() {
        try (Store store = open(LIMIT)) {
            store.create("configmaps/default/a", bytes(500_000));
            store.create("configmaps/default/b", bytes(500_000));
            assertThatThrownBy(() -> store.create("configmaps/default/c", bytes(100_000)))
                    .isInstanceOf(StoreException.Full.class)
                    .hasMessageContaining("1 MiB");
            assertThatThrownBy(() -> store.update("configmaps/default/a", 1, bytes(600_000)))
                    .isInstanceOf(StoreException.Full.class);
            assertThat(store.revision()).isEqualTo(2);

            assertThat(store.update("configmaps/default/a", 1, bytes(510_000)).revision())
                    .isEqualTo(3);
            store.update("configmaps/default/a", 3, bytes(400_000));
            store.delete("configmaps/default/b", 2, bytes(500_000));
            assertThatCode(() -> store.create("configmaps/default/c", bytes(500_000)))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void countsWhatABatchAddsBeforeItJudgesTheNext() {
        List<Write> writes = List.of(
                new Write("a", Write.ABSENT, false, bytes(600_000)),
                new Write("b", Write.ABSENT, false, bytes(600_000)),
                new Write("a", 1, true, bytes(600_000)),
                new Write("c", Write.ABSENT, false, bytes(600_000)));
        Batch batch = Batch.judge(writes, _ -> Optional.empty(), 0, 0, LIMIT);
        assertThat(batch.events()).extracting(event -> event.entry().key()).containsExactly("a", "a", "c");
        assertThat(batch.verdicts().get(1)).isInstanceOf(Batch.Verdict.Refused.class);
    }

    @Test
    void readsAJournalThatIsLargerThanItsLimit() {
        try (Store store = open(new StoreLimit(8 << 20, 0))) {
            for (int i = 0; i < 4; i++) {
                store.create("pods/default/" + i, bytes(1_000_000));
            }
        }
        try (Store store = open(LIMIT)) {
            assertThat(store.list("pods/", ListQuery.ALL).entries()).hasSize(4);
            assertThatThrownBy(() -> store.create("pods/default/4", bytes(1))).isInstanceOf(StoreException.Full.class);
            store.delete("pods/default/0", 1, bytes(1_000_000));
            store.update("pods/default/1", 2, bytes(1_000_000));
        }
    }

    @Test
    void saysWhatTakesTheRoom() {
        try (Store store = open(LIMIT)) {
            store.create("events/default/e", bytes(1000));
            store.create("configmaps/default/a", bytes(1000));
            store.create("configmaps/default/b", bytes(1000));
            store.create("trainyard.dev/checkpoints/default/b", bytes(5000));
            assertThat(store.usage(2))
                    .extracting(Store.Usage::prefix, Store.Usage::count)
                    .containsExactly(tuple("trainyard.dev/checkpoints", 1L), tuple("configmaps", 2L));
        }
    }
}
