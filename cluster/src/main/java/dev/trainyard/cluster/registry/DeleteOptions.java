package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.cluster.status.ApiException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is to be deleted.
 *
 * @param gracePeriodSeconds how long it may take to end; the object's own period when absent
 * @param uid the object that is meant; whichever has the name when absent
 * @param resourceVersion the version that it must still be at
 * @param propagation what becomes of the objects that it owns
 */
public record DeleteOptions(
        OptionalLong gracePeriodSeconds,
        Optional<String> uid,
        Optional<String> resourceVersion,
        Optional<Propagation> propagation,
        boolean dryRun) {

    /** What becomes of the objects that a deleted object owns. */
    public enum Propagation {
        /** They lose this owner, and stay. */
        ORPHAN("Orphan"),
        /** The garbage collector deletes them afterwards. */
        BACKGROUND("Background"),
        /** The garbage collector deletes them first. */
        FOREGROUND("Foreground");

        private final String word;

        Propagation(String word) {
            this.word = word;
        }

        static Propagation parse(String word) {
            for (Propagation propagation : values()) {
                if (propagation.word.equals(word)) {
                    return propagation;
                }
            }
            throw ApiException.badRequest(
                    "propagationPolicy is \"" + word + "\"; it can be Orphan, Background or Foreground");
        }
    }

    /**
     * Reads a {@code DeleteOptions} object; an absent field has no wish.
     *
     * @throws ApiException BadRequest
     */
    public static DeleteOptions read(JsonNode body) {
        JsonNode grace = body.path("gracePeriodSeconds");
        JsonNode preconditions = body.path("preconditions");
        Optional<Propagation> propagation = text(body, "propagationPolicy").map(Propagation::parse);
        if (propagation.isEmpty() && body.path("orphanDependents").isBoolean()) {
            propagation = Optional.of(
                    body.path("orphanDependents").asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND);
        }
        if (grace.isNumber() && grace.asLong() < 0) {
            throw ApiException.badRequest("gracePeriodSeconds is " + grace.asLong() + "; it can't be negative");
        }
        return new DeleteOptions(
                grace.isNumber() ? OptionalLong.of(grace.asLong()) : OptionalLong.empty(),
                text(preconditions, "uid"),
                text(preconditions, "resourceVersion"),
                propagation,
                body.path("dryRun").has(0));
    }

    private static Optional<String> text(JsonNode node, String field) {
        String value = node.path(field).asText("");
        return value.isEmpty() || node.path(field).isNull() ? Optional.empty() : Optional.of(value);
    }
}
