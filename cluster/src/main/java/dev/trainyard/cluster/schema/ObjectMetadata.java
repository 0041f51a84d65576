package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules for {@code metadata}, the same for every kind. */
public final class ObjectMetadata {
    private ObjectMetadata() {}

    /**
     * Checks an object's metadata. Names are DNS subdomains, as for custom resources; {@link BuiltinKinds#validate}
     * calls this with the stricter rules that some built-in kinds have.
     *
     * @param old the object as it is stored, null on create
     */
    public static List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, boolean namespaced) {
        return List.of();
    }
}
