package dev.trainyard.cli.artifacts;

import java.io.IOException;

/** What a file of a run is in the store, held against the manifest. */
public record Verification(String path, Finding finding) {
    /** What was found. */
    public enum Finding {
        INTACT("ok"),
        DAMAGED("is not what the manifest says"),
        MISSING("is not in the store"),
        UNREADABLE("cannot be read");

        private final String words;

        Finding(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static Verification of(RunStore store, String key, Manifest.File file) {
        var content = store.open(key, 0);
        if (content.isEmpty()) {
            return new Verification(file.path(), Finding.MISSING);
        }
        try (var in = content.get()) {
            return new Verification(
                    file.path(), Contents.of(in, file.size()).are(file) ? Finding.INTACT : Finding.DAMAGED);
        } catch (IOException broken) {
            return new Verification(file.path(), Finding.UNREADABLE);
        }
    }

    public boolean isIntact() {
        return finding == Finding.INTACT;
    }
}
