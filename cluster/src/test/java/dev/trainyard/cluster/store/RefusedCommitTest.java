package dev.trainyard.cluster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What a full disk does to the store: nothing. */
class RefusedCommitTest {

    /** A disk that can be filled and freed. */
    private static final class Disk implements Journal {
        private boolean full;

        @Override
        public long load(Consumer<Entry> entries) {
            return 0;
        }

        @Override
        public void commit(List<Event> events, long revision) {
            if (full) {
                throw new StoreException.Unusable("the disk is full", new RuntimeException("no space"));
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void leavesNothingOfARefusedWrite() throws InterruptedException {
        Disk disk = new Disk();
        try (Store store = new GroupCommitStore(disk, HistoryLimit.DEFAULT, StoreLimit.ofHeap());
                Watch watch = store.watch("", 0)) {
            store.create("a", _ -> new byte[] {1});
            disk.full = true;
            assertThatThrownBy(() -> store.update("a", 1, _ -> new byte[] {2})).hasMessage("the disk is full");
            assertThat(store.revision()).isEqualTo(1);
            assertThat(store.get("a").orElseThrow().value()).containsExactly(1);
            disk.full = false;
            assertThat(store.update("a", 1, _ -> new byte[] {3}).revision()).isEqualTo(2);
            assertThat(watch.next(Duration.ofSeconds(10)).events()).hasSize(2);
        }
    }
}
