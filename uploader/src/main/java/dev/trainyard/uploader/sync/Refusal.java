package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.store.StoreException;
import dev.trainyard.uploader.sync.LocalFile.Fingerprint;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A file that the store does not take.
 *
 * @param fingerprint what the file was; another under its path may be taken
 * @param reason a clause about "it"
 * @param again whether the store has said so twice: once may be a proxy's mistake
 */
record Refusal(Fingerprint fingerprint, String reason, boolean again) {
    /** The same file refused once more, or a first time. */
    static Refusal of(LocalFile file, StoreException.RefusedObject refused, @Nullable Refusal before) {
        return new Refusal(
                file.fingerprint(),
                refused.reason(),
                Optional.ofNullable(before)
                        .filter(other -> other.fingerprint().equals(file.fingerprint()))
                        .isPresent());
    }

    /** A scan without the files that the store has refused twice, which count as skipped. */
    static Scan skip(Scan scan, Map<String, Refusal> refusals) {
        if (refusals.isEmpty()) {
            return scan;
        }
        var files = new TreeMap<>(scan.files());
        var skipped = new ArrayList<>(scan.skipped());
        for (var refusal : refusals.entrySet()) {
            var file = files.get(refusal.getKey());
            if (file != null
                    && refusal.getValue().again()
                    && refusal.getValue().fingerprint().equals(file.fingerprint())) {
                files.remove(refusal.getKey());
                skipped.add(new Skipped(refusal.getKey(), refusal.getValue().reason()));
            }
        }
        return new Scan(files, scan.folders(), skipped, scan.unreadable());
    }
}
