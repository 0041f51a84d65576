package dev.trainyard.operator.telemetry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may read the metrics: a request that bears the token of a file. The file is read for each request, since a
 * kubelet replaces it when the Secret behind it changes. A file that is missing or empty allows nobody.
 *
 * @param token the file; anybody may read the metrics where it is absent
 */
public record MetricsAccess(Optional<Path> token) {
    private static final String SCHEME = "Bearer ";

    /** Whether a request is answered. */
    sealed interface Decision {}

    /** It is. */
    record Allowed() implements Decision {}

    /** It is not. */
    record Denied(String why) implements Decision {}

    /** Decides by the request's header {@code Authorization}, which may be missing. */
    Decision decide(@Nullable String authorization) {
        if (token.isEmpty()) {
            return new Allowed();
        }
        String expected;
        try {
            expected = Files.readString(token.get()).strip();
        } catch (IOException e) {
            return new Denied("the operator cannot read the file of its token for metrics: " + e);
        }
        if (expected.isEmpty()) {
            return new Denied("the file of the operator's token for metrics is empty: write a token into it");
        }
        return authorization != null
                        && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                        && isSame(authorization.substring(SCHEME.length()).strip(), expected)
                ? new Allowed()
                : new Denied("the metrics need the header \"Authorization: Bearer TOKEN\" with the operator's token");
    }

    /** Takes as long for a token that is almost right as for any other. */
    private static boolean isSame(String token, String expected) {
        return MessageDigest.isEqual(token.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
    }
}
