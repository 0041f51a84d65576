package dev.trainyard.cluster.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the driver with a disk promises beyond the contract. */
class SqliteStoreTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void remembersObjectsAndRevision() {
        Path file = folder.resolve("store.db");
        try (Store store = Store.open(file)) {
            store.create("a", _ -> "one".getBytes(UTF_8));
            store.create("b", _ -> "two".getBytes(UTF_8));
            store.delete("b", 2, _ -> "two".getBytes(UTF_8));
        }
        try (Store store = Store.open(file)) {
            assertThat(store.revision()).isEqualTo(3);
            assertThat(store.get("a").orElseThrow().value()).isEqualTo("one".getBytes(UTF_8));
            assertThat(store.get("b")).isEmpty();
            assertThatThrownBy(() -> store.watch("", 2))
                    .as("what happened before is not remembered, so a watcher must list again")
                    .isInstanceOf(StoreException.Compacted.class);
        }
    }

    @Test
    void hasWrittenWhatItHasAnsweredThoughNobodyCloses() throws IOException {
        Path file = folder.resolve("store.db");
        Path copy = folder.resolve("copy.db");
        try (Store store = Store.open(file)) {
            store.create("a", _ -> "one".getBytes(UTF_8));
            // The files as they are at this moment are what a machine that lost its power would find.
            Files.copy(file, copy);
            Files.copy(folder.resolve("store.db-wal"), folder.resolve("copy.db-wal"));
        }
        try (Store found = Store.open(copy)) {
            assertThat(found.get("a")).isPresent();
        }
    }

    @Test
    void holdsNothingOfAWriteThatTheDiskHadNoRoomForAndGoesOn() {
        // The driver takes settings of SQLite from the end of a name.
        try (Store store = Store.open(folder.resolve("store.db?max_page_count=40"))) {
            store.create("a", _ -> "one".getBytes(UTF_8));
            for (String refused : List.of("b", "c")) {
                assertThatThrownBy(() -> store.create(refused, _ -> new byte[1 << 20]))
                        .isInstanceOf(StoreException.Unusable.class)
                        .hasMessageContaining("is full: free some space");
            }
            assertThat(store.update("a", 1, _ -> "two".getBytes(UTF_8)).revision())
                    .isEqualTo(2);
        }
        try (Store store = Store.open(folder.resolve("store.db"))) {
            assertThat(store.revision()).isEqualTo(2);
            assertThat(store.list("", ListQuery.ALL).entries())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo("two".getBytes(UTF_8)));
        }
    }

    @Test
    void keepsItsFilesToTheOwner() throws IOException {
        Path file = folder.resolve("store.db");
        try (Store store = Store.open(file)) {
            store.create("secret", _ -> new byte[0]);
            for (Path one : List.of(file, folder.resolve("store.db-wal"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void refusesAFileThatAnotherStoreHolds() {
        Path file = folder.resolve("store.db");
        try (Store store = Store.open(file)) {
            store.create("a", _ -> new byte[0]);
            assertThatThrownBy(() -> Store.open(file))
                    .isInstanceOf(StoreException.Unusable.class)
                    .hasMessageContaining("in use by another process");
        }
    }

    @Test
    void refusesADamagedFile() throws IOException {
        Path file = folder.resolve("store.db");
        Files.writeString(file, "this is no database, whatever its name says, and it is long enough to be read");
        assertThatThrownBy(() -> Store.open(file))
                .isInstanceOf(StoreException.Unusable.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void saysWhereAFileCannotBeMade() {
        assertThatThrownBy(() -> Store.open(folder.resolve("missing/store.db")))
                .hasMessageContaining("missing/store.db");
    }
}
