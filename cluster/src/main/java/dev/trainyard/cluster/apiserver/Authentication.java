package dev.trainyard.cluster.apiserver;

import dev.trainyard.cluster.status.ApiException;
import dev.trainyard.cluster.status.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/** Lets nobody in but the holder of the administrator's token; other users of the machine can reach the port, too. */
final class Authentication {
    /** What a real API server tells anybody. */
    private static final Set<String> PUBLIC = Set.of("healthz", "livez", "readyz", "version");

    private static final String SCHEME = "bearer ";

    private final byte[] token;

    Authentication(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Checks a request.
     *
     * @throws ApiException Unauthorized
     */
    void require(String authorization, List<String> segments) {
        boolean anybody = !segments.isEmpty() && PUBLIC.contains(segments.getFirst());
        if (!anybody && !isAuthorized(authorization)) {
            throw ApiException.of(Reason.UNAUTHORIZED, "Unauthorized");
        }
    }

    private boolean isAuthorized(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        return isAdministrators(authorization.substring(SCHEME.length()).strip());
    }

    /** Whether a token is the administrator's. */
    boolean isAdministrators(String text) {
        byte[] given = text.getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(given, token); // takes the same time wherever they differ
    }
}
