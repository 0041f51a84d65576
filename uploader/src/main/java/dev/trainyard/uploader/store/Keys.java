package dev.trainyard.uploader.store;

import java.util.stream.Stream;

/** What keys and paths look like that come from elsewhere, such as from a file that the trainer can write to. */
public final class Keys {
    private Keys() {}

    /**
     * Whether each part of a key, between its slashes, is a name. A part that is empty, {@code .} or {@code ..} can
     * lead to another object: a store that is a folder follows it, and a proxy on the way to a server may do so too.
     */
    public static boolean isPlain(String key) {
        return Stream.of(key.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals("..") || part.indexOf('\0') >= 0);
    }
}
