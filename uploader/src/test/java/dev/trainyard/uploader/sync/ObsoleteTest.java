package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObsoleteTest {
    private static final Fingerprint FINGERPRINT = new Fingerprint(1, 1, 1);

    @Test
    void findsAFileThatHasBecomeAFolder() {
        assertThat(obsolete(List.of("a/b/c", "x"), "a", "ab", "x")).containsExactly("a");
        assertThat(obsolete(List.of("a/b/c"), "a/b")).containsExactly("a/b");
    }

    @Test
    void findsAFolderThatHasBecomeAFile() {
        assertThat(obsolete(List.of("a"), "a/b", "a/c/d", "ab/c", "a")).containsExactly("a/b", "a/c/d");
    }

    @Test
    void leavesWhatIsNotInTheWay() {
        assertThat(obsolete(List.of("a/b", "c"), "a/b", "a/c", "d/c")).isEmpty();
        assertThat(obsolete(List.of(), "a", "a/b")).isEmpty();
    }

    @Test
    void leavesWhatHasAKeyOfItsOwn() {
        var uploaded =
                Map.of("a", new Uploaded(FINGERPRINT, "", Optional.of(".trainyard/checkpoints/1/a"), Optional.empty()));
        assertThat(Obsolete.of(List.of(file("a/b")), uploaded)).isEmpty();
    }

    private static Set<String> obsolete(List<String> sending, String... there) {
        var uploaded = new HashMap<String, Uploaded>();
        Stream.of(there)
                .forEach(path -> uploaded.put(path, new Uploaded(FINGERPRINT, "", Optional.empty(), Optional.empty())));
        return Obsolete.of(sending.stream().map(ObsoleteTest::file).toList(), uploaded);
    }

    private static LocalFile file(String path) {
        return new LocalFile(path, Optional.empty(), FINGERPRINT);
    }
}
