package dev.trainyard.cluster.schema;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The CEL types of a schema: an object with properties is a struct, so that a rule with a misspelled field is refused
 * when the CRD is created rather than when the first object comes.
 *
 * @param self the type of {@code self} in the rules of the node
 * @param structs the struct types below it, by name
 */
record CelTypes(CelType self, ImmutableMap<String, CelType> structs) implements CelTypeProvider {

    /** @param resource whether the node is a whole object, with apiVersion, kind and metadata */
    static CelTypes of(SchemaNode schema, boolean resource) {
        var structs = new LinkedHashMap<String, CelType>();
        var self = typeOf(schema, "@self", resource, structs);
        return new CelTypes(self, ImmutableMap.copyOf(structs));
    }

    private static CelType typeOf(SchemaNode schema, String name, boolean resource, Map<String, CelType> structs) {
        if (schema.intOrString() || (schema.type().isEmpty() && schema.preservesUnknownFields())) {
            return SimpleType.DYN;
        }
        return switch (schema.type()) {
            case "object" -> object(schema, name, resource || schema.embeddedResource(), structs);
            case "array" ->
                ListType.create(schema.items()
                        .map(items -> typeOf(items, name + ".@items", false, structs))
                        .orElse(SimpleType.DYN));
            case "integer" -> SimpleType.INT;
            case "number" -> SimpleType.DOUBLE;
            case "boolean" -> SimpleType.BOOL;
            case "string" ->
                switch (schema.format()) {
                    case "byte" -> SimpleType.BYTES;
                    case "date", "date-time" -> SimpleType.TIMESTAMP;
                    case "duration" -> SimpleType.DURATION;
                    default -> SimpleType.STRING;
                };
            default -> SimpleType.DYN;
        };
    }

    private static CelType object(SchemaNode schema, String name, boolean resource, Map<String, CelType> structs) {
        if (schema.additionalProperties().isPresent()) {
            var values = typeOf(schema.additionalProperties().get(), name + ".@values", false, structs);
            return MapType.create(SimpleType.STRING, values);
        }
        var fields = new LinkedHashMap<String, CelType>();
        if (resource) {
            var metadata = Map.<String, CelType>of("name", SimpleType.STRING, "generateName", SimpleType.STRING);
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", struct(name + ".metadata", metadata, structs));
        }
        schema.properties().forEach((field, property) -> {
            if (!resource || !field.equals("metadata")) {
                CelNames.escape(field)
                        .ifPresent(
                                escaped -> fields.put(escaped, typeOf(property, name + "." + field, false, structs)));
            }
        });
        return struct(name, fields, structs);
    }

    private static CelType struct(String name, Map<String, CelType> fields, Map<String, CelType> structs) {
        var types = ImmutableMap.copyOf(fields);
        structs.put(
                name,
                StructType.create(
                        name, ImmutableSet.copyOf(types.keySet()), field -> Optional.ofNullable(types.get(field))));
        return StructTypeReference.create(name);
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return structs.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
