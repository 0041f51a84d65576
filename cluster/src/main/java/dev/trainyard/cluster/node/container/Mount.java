package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a container sees in its root folder.
 *
 * @param source the host's file or folder
 * @param target where the container sees it, absolute
 * @param readOnly whether the container may only read it
 * @param link for a symbolic link: what it points to, and the source is not looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mount(
        String source,
        String target,
        boolean readOnly,
        @Nullable String link) {
    public static Mount writable(Path source, String target) {
        return new Mount(source.toString(), target, false, null);
    }

    public static Mount readOnly(Path source, String target) {
        return new Mount(source.toString(), target, true, null);
    }
}
