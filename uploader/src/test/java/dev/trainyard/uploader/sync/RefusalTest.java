package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RefusalTest {
    private static final LocalFile FILE = file(1);
    private final StoreException.RefusedObject why = new StoreException.RefusedObject("the store", "a", "400");

    @Test
    void leavesOutWhatIsRefusedTwice() {
        var once = Refusal.of(FILE, why, null);
        assertThat(Refusal.skip(scan(FILE), Map.of("a", once)).files()).containsKey("a");
        var twice = Refusal.of(FILE, why, once);
        var scan = Refusal.skip(scan(FILE), Map.of("a", twice));
        assertThat(scan.files()).isEmpty();
        assertThat(scan.skipped()).containsExactly(new Skipped("a", "the store does not take it: 400"));
    }

    @Test
    void triesAnotherFileUnderTheName() {
        var twice = Refusal.of(FILE, why, Refusal.of(FILE, why, null));
        assertThat(Refusal.skip(scan(file(2)), Map.of("a", twice)).files()).containsKey("a");
        assertThat(Refusal.of(file(2), why, twice).again()).isFalse();
    }

    private static LocalFile file(long modified) {
        return new LocalFile("a", Optional.empty(), new Fingerprint(1, modified, modified));
    }

    private static Scan scan(LocalFile file) {
        return new Scan(new TreeMap<>(Map.of(file.path(), file)), List.of(), List.of(), List.of());
    }
}
