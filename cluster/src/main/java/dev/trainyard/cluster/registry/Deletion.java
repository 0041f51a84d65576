package dev.trainyard.cluster.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.object.Metadata;
import dev.trainyard.cluster.registry.DeleteOptions.Propagation;
import dev.trainyard.cluster.resource.BuiltinTypes;
import dev.trainyard.cluster.resource.ResourceType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a request to delete an object does to it. */
sealed interface Deletion {

    /** The object goes at once. */
    record Remove() implements Deletion {}

    /** The object stays for now, changed: somebody must finish with it first. */
    record Mark(ObjectNode object) implements Deletion {}

    /** The object is being deleted already, and this request asks for nothing new. */
    record Nothing() implements Deletion {}

    /** Decides; {@code stored} is left as it is. */
    static Deletion decide(ResourceType type, ObjectNode stored, DeleteOptions options, Instant now) {
        ObjectNode object = stored.deepCopy();
        Metadata metadata = Metadata.of(object);
        metadata.setFinalizers(finalizers(metadata.finalizers(), options.propagation()));
        if (type.equals(BuiltinTypes.CUSTOM_RESOURCE_DEFINITION)
                && !metadata.isBeingDeleted()
                && !metadata.finalizers().contains(CustomResources.CLEANUP)) {
            List<String> withCleanup = new ArrayList<>(metadata.finalizers());
            withCleanup.add(CustomResources.CLEANUP);
            metadata.setFinalizers(withCleanup);
        }
        long grace = gracePeriod(type, object, options);
        long graceLeft = metadata.deletionGracePeriodSeconds().orElse(Long.MAX_VALUE);
        if (!metadata.isBeingDeleted() || grace < graceLeft) {
            metadata.node().put("deletionTimestamp", deletionTime(metadata, now, grace));
            metadata.node().put("deletionGracePeriodSeconds", grace);
            if (type.equals(BuiltinTypes.NAMESPACE)) {
                object.withObject("/status").put("phase", "Terminating");
            }
        }
        if (isComplete(type, object)) {
            return new Remove();
        }
        return object.equals(stored) ? new Nothing() : new Mark(object);
    }

    /** Whether an object that was changed has nothing left that keeps it. */
    static boolean isComplete(ResourceType type, ObjectNode object) {
        Metadata metadata = Metadata.of(object);
        return metadata.isBeingDeleted()
                && metadata.finalizers().isEmpty()
                && metadata.deletionGracePeriodSeconds().orElse(0) == 0
                && !(type.equals(BuiltinTypes.NAMESPACE)
                        && object.path("spec").path("finalizers").has(0));
    }

    /** A later request can only shorten the time; its end then counts from the first one. */
    private static String deletionTime(Metadata metadata, Instant now, long grace) {
        Instant end = now.plusSeconds(grace);
        if (metadata.isBeingDeleted()) {
            Instant began = Instant.parse(
                            metadata.node().path("deletionTimestamp").asText())
                    .minusSeconds(metadata.deletionGracePeriodSeconds().orElse(0));
            end = began.plusSeconds(grace);
        }
        return Metadata.timestamp(end);
    }

    private static long gracePeriod(ResourceType type, ObjectNode object, DeleteOptions options) {
        if (!type.is("", "Pod")) {
            return 0;
        }
        JsonNode spec = object.path("spec");
        // On no node, or ended there: nobody has anything to finish.
        if (spec.path("nodeName").asText("").isEmpty()
                || List.of("Succeeded", "Failed")
                        .contains(object.path("status").path("phase").asText())) {
            return 0;
        }
        return options.gracePeriodSeconds()
                .orElse(spec.path("terminationGracePeriodSeconds").asLong(30));
    }

    private static List<String> finalizers(List<String> present, Optional<Propagation> propagation) {
        if (propagation.isEmpty()) {
            return present;
        }
        List<String> finalizers = new ArrayList<>(present);
        finalizers.removeAll(List.of("orphan", "foregroundDeletion"));
        switch (propagation.get()) {
            case ORPHAN -> finalizers.add("orphan");
            case FOREGROUND -> finalizers.add("foregroundDeletion");
            case BACKGROUND -> {}
        }
        return finalizers;
    }
}
