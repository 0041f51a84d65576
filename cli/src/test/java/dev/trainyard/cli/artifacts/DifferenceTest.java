package dev.trainyard.cli.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void showsWhatCameWentAndChanged() {
        var before = run(file("a", 1, "x"), file("gone", 2, "x"), file("same size", 3, "x"));
        var after = run(file("a", 1, "x"), file("new", 4, "x"), file("same size", 3, "y"));
        assertThat(Difference.between(before, after))
                .extracting(each -> each.sign() + each.path())
                .containsExactly("-gone", "+new", "~same size");
        assertThat(Difference.between(before, before)).isEmpty();
    }

    private static Manifest.File file(String path, long size, String sha256) {
        return new Manifest.File(path, Optional.empty(), size, sha256);
    }

    private static Manifest run(Manifest.File... files) {
        return new Manifest(1, "TFJob", "default", "digits", "run", 1, "Succeeded", Optional.of(0), "", List.of(files));
    }
}
