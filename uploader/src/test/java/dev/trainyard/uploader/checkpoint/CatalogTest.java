package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.uploader.checkpoint.Catalog.Saved;
import dev.trainyard.uploader.sync.Manifest.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden/checkpoints.json");

    @Test
    void isWrittenAndReadAsTheFormatSays() throws IOException {
        var catalog = new Catalog(2, List.of(saved(1, 5), saved(2, 6)), List.of(unsent(2, 7)));
        assertThat(new String(catalog.toJson(), StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN).strip());
        assertThat(Catalog.parse(Files.readString(GOLDEN))).isEqualTo(catalog);
    }

    @Test
    void whatIsBeingSentIsALeftoverUntilItIsThere() {
        var beginning = Catalog.EMPTY.beginning(unsent(1, 5), 1);
        assertThat(beginning).isEqualTo(new Catalog(1, List.of(), List.of(unsent(1, 5))));
        assertThat(beginning.beginning(unsent(1, 5), 1)).isEqualTo(beginning);
        assertThat(beginning.ending(saved(1, 5), 2, 1)).isEqualTo(new Catalog(1, List.of(saved(1, 5)), List.of()));
    }

    @Test
    void theOldestAreLeftoversOnceThereAreMoreThanAreKept() {
        var two = new Catalog(1, List.of(saved(1, 5), saved(1, 6)), List.of(unsent(2, 7)));
        var ended = two.ending(saved(2, 7), 2, 2);
        assertThat(ended).isEqualTo(new Catalog(2, List.of(saved(1, 6), saved(2, 7)), List.of(saved(1, 5))));
        assertThat(ended.ending(saved(2, 7), 2, 2).whole()).isEqualTo(ended.whole());
        assertThat(ended.without(List.of(saved(1, 5))).leftovers()).isEmpty();
    }

    @Test
    void whatIsNoCatalogIsNotReadAsOne() {
        assertThatThrownBy(() -> Catalog.parse("{}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Catalog.parse("{\"version\":1,\"attempt\":1,\"checkpoints\":[{}]}"))
                .isInstanceOf(IOException.class);
    }

    private static Saved saved(int attempt, long stamp) {
        return saved(attempt, stamp, "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c");
    }

    private static Saved unsent(int attempt, long stamp) {
        return saved(attempt, stamp, "");
    }

    private static Saved saved(int attempt, long stamp, String sha256) {
        var name = "checkpoint/step-" + stamp + ".pt";
        return new Saved(name, attempt, stamp, List.of(new Entry(name, Optional.empty(), 7, sha256)));
    }
}
