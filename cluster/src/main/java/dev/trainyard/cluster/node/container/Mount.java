package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a container sees in its root folder.
 *
 * @param source the host's file or folder
 * @param subPath the part of the source that is meant, or empty for all of it; made if it is missing
 * @param target where the container sees it, absolute
 * @param readOnly whether the container may only read it
 * @param host whether it is the host's own: the container sees it with the rights that anybody has there
 * @param link for a symbolic link: what it points to, and the source is not looked at
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Mount(
        String source,
        String subPath,
        String target,
        boolean readOnly,
        boolean host,
        @Nullable String link) {
    public static Mount writable(Path source, String target) {
        return part(source, "", target, false);
    }

    public static Mount readOnly(Path source, String target) {
        return part(source, "", target, true);
    }

    /** A part of a volume; the shim finds it, since a path that is checked here may lead elsewhere by then. */
    public static Mount part(Path source, String subPath, String target, boolean readOnly) {
        return new Mount(source.toString(), subPath, target, readOnly, false, null);
    }

    /** A folder of the host at its own place. */
    static Mount host(Path folder) {
        return new Mount(folder.toString(), "", folder.toString(), true, true, null);
    }

    /** A symbolic link of the host. */
    static Mount link(Path link, String destination) {
        return new Mount(link.toString(), "", link.toString(), true, true, destination);
    }
}
