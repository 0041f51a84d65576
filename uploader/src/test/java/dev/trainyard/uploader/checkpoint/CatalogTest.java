package dev.trainyard.uploader.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Path GOLDEN = Path.of("../docs/formats/golden");
    private static final String SHA256 = "9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c";

    @Test
    void isWrittenAndReadAsTheFormatSays() throws IOException {
        var link = new Link("checkpoint/last.pt", "checkpoint/step-6.pt");
        var newest = new Saved(
                "checkpoint/step-6.pt", 2, 6, List.of(file(5, "hparams.yaml"), file(6, "step-6.pt")), List.of(link));
        var catalog =
                new Catalog(2, List.of(saved(1, 5), newest), Set.of("2/.trainyard/checkpoints/7/checkpoint/step-7.pt"));
        var golden = Files.readString(GOLDEN.resolve("checkpoints.json")).strip();
        assertThat(new String(CatalogJson.write(catalog), StandardCharsets.UTF_8))
                .isEqualTo(golden);
        assertThat(CatalogJson.read(golden)).isEqualTo(catalog);
    }

    @Test
    void whatAnEarlierUploaderWroteIsReadToo() throws IOException {
        assertThat(CatalogJson.read(Files.readString(GOLDEN.resolve("checkpoints-version-1.json"))))
                .isEqualTo(new Catalog(
                        2,
                        List.of(saved(1, 5), saved(2, 6)),
                        Set.of("2/.trainyard/checkpoints/7/checkpoint/step-7.pt")));
    }

    @Test
    void whatIsBeingSentIsALeftoverUntilItIsThere() {
        var beginning = Catalog.EMPTY.beginning(saved(1, 5), 1);
        assertThat(beginning).isEqualTo(new Catalog(1, List.of(), saved(1, 5).keys()));
        assertThat(beginning.beginning(saved(1, 5), 1)).isEqualTo(beginning);
        assertThat(beginning.ending(saved(1, 5), 2, 1)).isEqualTo(new Catalog(1, List.of(saved(1, 5)), Set.of()));
    }

    @Test
    void theOldestAreLeftoversOnceThereAreMoreThanAreKept() {
        var two = new Catalog(1, List.of(saved(1, 5), saved(1, 6)), saved(2, 7).keys());
        var ended = two.ending(saved(2, 7), 2, 2);
        assertThat(ended)
                .isEqualTo(new Catalog(
                        2, List.of(saved(1, 6), saved(2, 7)), saved(1, 5).keys()));
        assertThat(ended.ending(saved(2, 7), 2, 2).whole()).isEqualTo(ended.whole());
        assertThat(ended.without(saved(1, 5).keys()).leftovers()).isEmpty();
    }

    @Test
    void aFileThatTwoCheckpointsShareStaysAsLongAsEither() {
        var first = new Saved("checkpoint/last.pt", 1, 5, List.of(file(4, "best.pt"), file(5, "last.pt")), List.of());
        var second = new Saved("checkpoint/last.pt", 1, 6, List.of(file(4, "best.pt"), file(6, "last.pt")), List.of());
        var catalog = Catalog.EMPTY.ending(first, 1, 1).beginning(second, 1);
        assertThat(catalog.leftovers()).containsExactly("1/.trainyard/checkpoints/6/checkpoint/last.pt");
        assertThat(catalog.ending(second, 1, 1).leftovers())
                .containsExactly("1/.trainyard/checkpoints/5/checkpoint/last.pt");
    }

    @Test
    void aCheckpointWhoseCompanionFollowsTakesThePlaceOfWhatItWas() {
        var early =
                new Saved("checkpoint/last.h5", 1, 5, List.of(file(5, "last.h5"), file(2, "epoch.json")), List.of());
        var late = new Saved("checkpoint/last.h5", 1, 5, List.of(file(5, "last.h5"), file(6, "epoch.json")), List.of());
        var ended = Catalog.EMPTY.ending(early, 3, 1).beginning(late, 1).ending(late, 3, 1);
        assertThat(ended.whole()).containsExactly(late);
        assertThat(ended.leftovers()).containsExactly("1/.trainyard/checkpoints/2/checkpoint/epoch.json");
    }

    @Test
    void whatIsNoCatalogIsNotReadAsOne() {
        assertThatThrownBy(() -> CatalogJson.read("{}")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CatalogJson.read("{\"version\":1,\"attempt\":1,\"checkpoints\":[{}]}"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> CatalogJson.read("{\"version\":3,\"attempt\":1}"))
                .isInstanceOf(IOException.class);
    }

    private static Saved saved(int attempt, long stamp) {
        var name = "step-" + stamp + ".pt";
        return new Saved("checkpoint/" + name, attempt, stamp, List.of(file(stamp, name)), List.of());
    }

    private static Saved.File file(long modified, String name) {
        var path = "checkpoint/" + name;
        return new Saved.File(path, Catalog.FOLDER + modified + "/" + path, 7, modified, SHA256);
    }
}
