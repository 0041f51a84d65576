package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schema of one version of a custom resource, ready for use. Immutable, and safe for many threads. */
public final class StructuralSchema {
    private StructuralSchema() {}

    /**
     * Reads a CRD's {@code spec.versions[].schema.openAPIV3Schema}. Never fails: what is wrong with the schema is told
     * by {@link #problems}, which the server asks when a CRD is created or changed.
     */
    public static StructuralSchema parse(JsonNode openAPIV3Schema) {
        return new StructuralSchema();
    }

    /**
     * What is wrong with the schema itself, CEL rules included.
     *
     * @param path where the schema stands in the CRD, such as {@code spec.versions[0].schema.openAPIV3Schema}
     */
    public List<FieldError> problems(String path) {
        return List.of();
    }

    /** Removes the fields that the schema does not name, and returns their paths. */
    public List<String> prune(ObjectNode object) {
        return List.of();
    }

    /** Fills in the defaults of fields that are absent. */
    public void applyDefaults(ObjectNode object) {}

    /**
     * Checks a whole object against the schema and its CEL rules; not its metadata, see {@link ObjectMetadata}.
     *
     * @param old the object as it is stored, null on create
     */
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        return List.of();
    }
}
