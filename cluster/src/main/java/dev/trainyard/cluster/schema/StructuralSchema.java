package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Suppliers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The schema of one version of a custom resource, ready for use. Safe for many threads. CEL rules are compiled when the
 * first object that they are for is validated, or by {@link #problems}.
 */
public final class StructuralSchema {
    private final JsonNode source;
    private final SchemaNode root;
    private final Supplier<Optional<CelRules>> rules;

    private StructuralSchema(JsonNode source) {
        this.source = source;
        this.root = SchemaNode.read(source);
        this.rules = Suppliers.memoize(() -> compiled(""));
    }

    /**
     * Reads a CRD's {@code spec.versions[].schema.openAPIV3Schema}. Never fails: what is wrong with the schema is told
     * by {@link #problems}, which {@link BuiltinKinds#validate} asks when a CRD is created or changed.
     */
    public static StructuralSchema parse(JsonNode openAPIV3Schema) {
        return new StructuralSchema(openAPIV3Schema);
    }

    /**
     * What is wrong with the schema itself, CEL rules included: one that uses a function that is not known here is an
     * error.
     *
     * @param path where the schema stands in the CRD, such as {@code spec.versions[0].schema.openAPIV3Schema}
     */
    public List<FieldError> problems(String path) {
        var errors = new ArrayList<FieldError>();
        StructuralRules.checkRoot(new Field(source, path, errors));
        compiled(path).ifPresent(compiled -> errors.addAll(compiled.problems()));
        return errors;
    }

    /** Removes the fields that the schema does not name, and returns their paths. */
    public List<String> prune(ObjectNode object) {
        return Pruning.prune(root, object);
    }

    /** Fills in the defaults of fields that are absent, and drops nulls where the schema wants a value. */
    public void applyDefaults(ObjectNode object) {
        SchemaDefaults.apply(root, object);
    }

    /**
     * Checks a whole object against the schema and its CEL rules; not its metadata, see {@link ObjectMetadata}.
     *
     * @param old the object as it is stored, null on create
     */
    public List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        var errors = new ArrayList<FieldError>();
        var field = Field.root(object, errors);
        ValueValidation.check(root, field, old);
        if (root.hasRules() && errors.stream().anyMatch(error -> error.type().hidesRules())) {
            errors.add(FieldError.rulesNotChecked());
        } else {
            rules.get().ifPresent(compiled -> compiled.check(field, old));
        }
        return errors;
    }

    private Optional<CelRules> compiled(String path) {
        return root.hasRules() ? Optional.of(CelRules.compile(root, path)) : Optional.empty();
    }
}
