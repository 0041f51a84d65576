package dev.trainyard.cluster.object;

import java.util.Optional;

/** A boolean parameter of a URL. */
public final class QueryFlag {
    private QueryFlag() {}

    /**
     * Reads it as apimachinery does: an absent parameter, {@code 0} and {@code false} in any case mean no, everything
     * else means yes. Clients rely on that: many write {@code True}, and some the bare name.
     */
    public static boolean isSet(Optional<String> value) {
        return value.filter(text -> !text.equals("0") && !text.equalsIgnoreCase("false"))
                .isPresent();
    }
}
