package dev.trainyard.cluster.resource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trainyard.cluster.schema.BuiltinKinds;
import dev.trainyard.cluster.schema.BuiltinKinds.Decoded;
import dev.trainyard.cluster.schema.FieldError;
import dev.trainyard.cluster.schema.GroupVersionKind;
import dev.trainyard.cluster.schema.ObjectMetadata;
import dev.trainyard.cluster.schema.StructuralSchema;
import dev.trainyard.cluster.table.Printer;
import dev.trainyard.cluster.table.Tables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the objects of a kind look like. */
public sealed interface Definition {

    /** Removes the fields that the kind does not have, and says which; or why this can't be such an object at all. */
    Decoded decode(ObjectNode object);

    /** Fills in the fields that were left out and have a default. */
    void applyDefaults(ObjectNode object);

    /**
     * What is wrong with an object, defaults applied.
     *
     * @param old the object as it is stored; null on create
     */
    List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old);

    /** The columns in which {@code kubectl get} shows such objects. */
    Printer printer();

    /** A kind that every Kubernetes has. */
    record Builtin(GroupVersionKind kind) implements Definition {
        @Override
        public Decoded decode(ObjectNode object) {
            return BuiltinKinds.decode(kind, object);
        }

        @Override
        public void applyDefaults(ObjectNode object) {
            BuiltinKinds.applyDefaults(kind, object);
        }

        @Override
        public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
            return BuiltinKinds.validate(kind, object, old);
        }

        @Override
        public Printer printer() {
            return Tables.forKind(kind.group(), kind.kind());
        }
    }

    /**
     * A version of a kind that a CustomResourceDefinition describes.
     *
     * @param source the version's {@code openAPIV3Schema}
     * @param schema the same, made ready for use
     * @param selectable the paths by which field selectors may choose, besides name and namespace
     */
    record Custom(
            JsonNode source,
            StructuralSchema schema,
            boolean namespaced,
            JsonNode printerColumns,
            List<String> selectable,
            Optional<ScalePaths> scale)
            implements Definition {
        @Override
        public Decoded decode(ObjectNode object) {
            return new Decoded(schema.prune(object), Optional.empty());
        }

        @Override
        public void applyDefaults(ObjectNode object) {
            schema.applyDefaults(object);
        }

        @Override
        public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
            List<FieldError> errors = new ArrayList<>(ObjectMetadata.validate(object, old, namespaced));
            errors.addAll(schema.validate(object, old));
            return errors;
        }

        @Override
        public Printer printer() {
            return Tables.forCustomResource(printerColumns);
        }
    }

    /**
     * Where a custom resource keeps what its {@code scale} shows, as paths like {@code .spec.replicas}.
     *
     * @param labelSelector may be empty
     */
    record ScalePaths(String specReplicas, String statusReplicas, String labelSelector) {}
}
