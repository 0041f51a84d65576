package dev.trainyard.cluster.registry;

import dev.trainyard.cluster.status.ApiException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which part of a listing is wanted, and how fresh.
 *
 * @param limit the most objects; 0 for all
 * @param start where an earlier page ended; empty for the first page
 * @param exactly the revision to show; the latest when absent
 * @param notBefore a revision that the listing must have seen
 */
public record ListOptions(int limit, Optional<ContinueToken> start, OptionalLong exactly, OptionalLong notBefore) {

    /**
     * Reads the parameters of a list request.
     *
     * @throws ApiException BadRequest
     */
    public static ListOptions parse(String limit, String continueToken, String resourceVersion, String match) {
        int most = limit.isEmpty() ? 0 : Math.clamp(number("limit", limit), 0, Integer.MAX_VALUE);
        if (!continueToken.isEmpty()) {
            if (!resourceVersion.isEmpty() && !resourceVersion.equals("0")) {
                throw ApiException.badRequest("specifying resource version is not allowed when using continue");
            }
            return new ListOptions(
                    most, Optional.of(ContinueToken.parse(continueToken)), OptionalLong.empty(), OptionalLong.empty());
        }
        OptionalLong revision = resourceVersion.isEmpty() || resourceVersion.equals("0")
                ? OptionalLong.empty()
                : OptionalLong.of(number("resourceVersion", resourceVersion));
        return switch (match) {
            case "" ->
                most > 0
                        ? new ListOptions(most, Optional.empty(), revision, OptionalLong.empty())
                        : new ListOptions(most, Optional.empty(), OptionalLong.empty(), revision);
            case "NotOlderThan" -> new ListOptions(most, Optional.empty(), OptionalLong.empty(), revision);
            case "Exact" -> {
                if (revision.isEmpty()) {
                    throw ApiException.badRequest("resourceVersionMatch \"Exact\" is forbidden for resourceVersion \""
                            + resourceVersion + "\"");
                }
                yield new ListOptions(most, Optional.empty(), revision, OptionalLong.empty());
            }
            default ->
                throw ApiException.badRequest(
                        "resourceVersionMatch is \"" + match + "\"; it can be Exact or NotOlderThan");
        };
    }

    /** Reads a parameter that is a whole number. */
    public static long number(String parameter, String value) {
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(parameter + " is \"" + value + "\", which is no whole number");
        }
    }
}
