package dev.trainyard.cluster.object;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A view of the {@code metadata} of an object; what it changes, it changes in the object. */
public record Metadata(ObjectNode node) {

    /** The metadata of an object, made when it has none. */
    public static Metadata of(ObjectNode object) {
        return new Metadata(object.withObject("/metadata"));
    }

    public String name() {
        return node.path("name").asText("");
    }

    public String namespace() {
        return node.path("namespace").asText("");
    }

    public String uid() {
        return node.path("uid").asText("");
    }

    public String resourceVersion() {
        return node.path("resourceVersion").asText("");
    }

    public long generation() {
        return node.path("generation").asLong();
    }

    public boolean isBeingDeleted() {
        return node.hasNonNull("deletionTimestamp");
    }

    /** The seconds that the object still has; absent unless it is being deleted. */
    public OptionalLong deletionGracePeriodSeconds() {
        JsonNode seconds = node.path("deletionGracePeriodSeconds");
        return seconds.isNumber() ? OptionalLong.of(seconds.asLong()) : OptionalLong.empty();
    }

    public List<String> finalizers() {
        List<String> finalizers = new ArrayList<>();
        node.path("finalizers").forEach(finalizer -> finalizers.add(finalizer.asText()));
        return finalizers;
    }

    public void setFinalizers(List<String> finalizers) {
        if (finalizers.isEmpty()) {
            node.remove("finalizers");
        } else {
            ArrayNode array = node.putArray("finalizers");
            finalizers.forEach(array::add);
        }
    }

    public Optional<String> annotation(String key) {
        JsonNode value = node.path("annotations").path(key);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** Takes the value of a field over from other metadata; its absence, too. */
    public void copyFrom(Metadata other, String field) {
        JsonNode value = other.node.get(field);
        if (value == null) {
            node.remove(field);
        } else {
            node.set(field, value);
        }
    }

    /** A time as Kubernetes writes it: whole seconds, UTC. */
    public static String timestamp(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
