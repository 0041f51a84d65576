package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.status.ApiException;
import java.io.IOException;
import java.util.Base64;

/**
 * Where a listing goes on: what a client gets as {@code metadata.continue} and sends back.
 *
 * @param revision the snapshot that the listing shows
 * @param after the last object of the page before: its key without the type's prefix
 */
public record ContinueToken(long revision, String after) {

    /** The token as text that goes into a URL as it is. */
    public String encode() {
        byte[] json = Json.bytes(Json.object().put("rv", revision).put("after", after));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
    }

    /**
     * Reads a token.
     *
     * @throws ApiException BadRequest when it is none of ours
     */
    public static ContinueToken parse(String text) {
        try {
            JsonNode token = Json.parse(Base64.getUrlDecoder().decode(text));
            if (token.path("rv").canConvertToLong() && token.path("after").isTextual()) {
                return new ContinueToken(
                        token.path("rv").asLong(), token.path("after").asText());
            }
        } catch (IOException | IllegalArgumentException e) {
            // told below, as for a token that has the wrong fields
        }
        throw ApiException.badRequest("continue key is not valid: it must be what the page before gave out");
    }
}
