package dev.trainyard.uploader.sync;

import dev.trainyard.uploader.output.OutputFolder;
import dev.trainyard.uploader.store.Content;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file of the output folder as a scan found it. There may be a hundred thousand of them.
 *
 * @param path relative to the folder, with {@code /} between its parts
 * @param target where its content is, if not there: it is a link, or a log
 */
public record LocalFile(String path, Optional<Content> target, Fingerprint fingerprint) {
    public Content content(OutputFolder folder) {
        return target.orElseGet(() -> folder.file(path));
    }

    public long size() {
        return fingerprint.size();
    }

    /**
     * What differs when the content may differ. The time of the last status change notices also a change that keeps
     * size and modification time; it may differ without need (after a {@code chmod}), which costs one more upload and
     * no more.
     *
     * @param size in bytes
     * @param modified in nanoseconds since 1970
     * @param changed in nanoseconds since 1970
     */
    public record Fingerprint(long size, long modified, long changed) {
        /** Written out: the JVM takes milliseconds to put together what a record has by itself. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Fingerprint that
                    && size == that.size
                    && modified == that.modified
                    && changed == that.changed;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(size) * 31 * 31 + Long.hashCode(modified) * 31 + Long.hashCode(changed);
        }
    }
}
