package dev.trainyard.uploader.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final LocalFile A = file("a", 1, 10);
    private static final LocalFile B = file("b", 2, 20);

    @Test
    void sendsEverythingAtFirst() {
        assertThat(Plan.of(scan(A, B), Map.of())).isEqualTo(new Plan(List.of(A, B), 2, 3, 0, 0));
    }

    @Test
    void sendsNothingTwice() {
        var there = Map.of(
                "a",
                new Uploaded(A.fingerprint(), "1", Optional.empty(), Optional.empty()),
                "b",
                new Uploaded(B.fingerprint(), "2", Optional.empty(), Optional.empty()));
        assertThat(Plan.of(scan(A, B), there)).isEqualTo(new Plan(List.of(), 2, 3, 2, 3));
    }

    @Test
    void sendsWhatIsAnotherNow() {
        var there = Map.of(
                "a",
                new Uploaded(A.fingerprint(), "1", Optional.empty(), Optional.empty()),
                "b",
                new Uploaded(new Fingerprint(2, 20, 19), "2", Optional.empty(), Optional.empty()));
        assertThat(Plan.of(scan(A, B), there)).isEqualTo(new Plan(List.of(B), 2, 3, 1, 1));
    }

    @Test
    void forgetsWhatIsGone() {
        var there = Map.of(
                "a",
                new Uploaded(A.fingerprint(), "1", Optional.empty(), Optional.empty()),
                "gone",
                new Uploaded(B.fingerprint(), "2", Optional.empty(), Optional.empty()));
        assertThat(Plan.of(scan(A), there)).isEqualTo(new Plan(List.of(), 1, 1, 1, 1));
    }

    @Test
    void cutsFilesIntoNoMorePartsThanS3Allows() {
        assertThat(PartSize.of(20L << 20)).isEqualTo(8L << 20);
        assertThat(PartSize.of(200L * (8 << 20))).isEqualTo(8L << 20);
        assertThat(PartSize.of(200L * (8 << 20) + 1)).isEqualTo(9L << 20);
        assertThat(PartSize.of(20_000_000_000L)).isEqualTo(96L << 20);
        assertThat(PartSize.of(200L * (512 << 20) + 1)).isEqualTo(512L << 20);
        assertThat(PartSize.of(10_000L * (512 << 20) + 1)).isEqualTo(513L << 20);
        var biggest = 5L << 40;
        assertThat(Math.ceilDiv(biggest, PartSize.of(biggest))).isLessThanOrEqualTo(10_000);
    }

    private static LocalFile file(String path, long size, long time) {
        return new LocalFile(path, Optional.empty(), new Fingerprint(size, time, time));
    }

    private static Scan scan(LocalFile... files) {
        var byPath = new TreeMap<String, LocalFile>();
        for (var file : files) {
            byPath.put(file.path(), file);
        }
        return new Scan(byPath, List.of(), List.of(), List.of());
    }
}
