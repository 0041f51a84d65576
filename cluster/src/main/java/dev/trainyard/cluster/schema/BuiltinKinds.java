package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Structure, defaults and validation of the kinds that every Kubernetes has. */
public final class BuiltinKinds {

    /**
     * What became of an object when it was decoded.
     *
     * @param unknownFields the paths of fields that the kind does not have; they have been removed
     * @param error why the object can't be decoded at all, as the message of a 400 answer says it
     */
    public record Decoded(List<String> unknownFields, Optional<String> error) {}

    private BuiltinKinds() {}

    /** Whether this is a built-in kind, whose structure is known. */
    public static boolean contains(GroupVersionKind kind) {
        return BuiltinTypes.find(kind).isPresent();
    }

    /**
     * Does what decoding does to an object, in place: removes unknown fields and nulls, writes quantities in their
     * canonical form, and finds values of the wrong JSON type. Objects of other kinds are left as they are.
     */
    public static Decoded decode(GroupVersionKind kind, ObjectNode object) {
        var type = BuiltinTypes.find(kind);
        if (type.isEmpty()) {
            return new Decoded(List.of(), Optional.empty());
        }
        var decoded = Decoding.decode(type.get(), object);
        return new Decoded(
                decoded.unknownFields(),
                decoded.error()
                        .map(error -> "%s in version \"%s\" cannot be handled as a %s: %s"
                                .formatted(kind.kind(), kind.version(), kind.kind(), error)));
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
