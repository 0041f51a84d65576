package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Structure, defaults and validation of the kinds that every Kubernetes has. */
public final class BuiltinKinds {
    private BuiltinKinds() {}

    /** Whether the structure of this kind is known here. */
    public static boolean contains(GroupVersionKind kind) {
        return true;
    }

    /**
     * The first field whose JSON type cannot be right, as the sentence of a 400 answer; empty if the object can be
     * decoded.
     */
    public static Optional<String> decodingError(GroupVersionKind kind, ObjectNode object) {
        return Optional.empty();
    }

    /** Removes the fields that the kind does not have, and returns their paths. */
    public static List<String> prune(GroupVersionKind kind, ObjectNode object) {
        return List.of();
    }

    /** Fills in what the API server would: on create, and on every update. */
    public static void applyDefaults(GroupVersionKind kind, ObjectNode object) {}

    /**
     * Checks a whole object, metadata included, after defaults.
     *
     * @param old the object as it is stored, null on create
     */
    public static List<FieldError> validate(GroupVersionKind kind, ObjectNode object, @Nullable ObjectNode old) {
        return List.of();
    }
}
