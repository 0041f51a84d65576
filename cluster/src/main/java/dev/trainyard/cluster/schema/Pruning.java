package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Removes the fields that a schema does not name. */
final class Pruning {
    private static final Set<String> OBJECT_FIELDS = Set.of("apiVersion", "kind", "metadata");
    private static final FieldType.Struct METADATA = new FieldType.Struct(ObjectMeta.class);

    private final List<String> removed = new ArrayList<>();

    private Pruning() {}

    /** The paths of the fields that were removed, sorted. */
    static List<String> prune(SchemaNode schema, ObjectNode root) {
        var pruning = new Pruning();
        pruning.object(schema, root, "", true);
        return pruning.removed.stream().sorted().toList();
    }

    private void value(SchemaNode schema, JsonNode value, String path) {
        if (value instanceof ObjectNode object) {
            object(schema, object, path, schema.embeddedResource());
        } else if (value.isArray()) {
            schema.items().ifPresent(items -> {
                for (var index = 0; index < value.size(); index++) {
                    value(items, value.get(index), path + "[" + index + "]");
                }
            });
        }
    }

    private void object(SchemaNode schema, ObjectNode object, String path, boolean resource) {
        for (var fields = object.properties().iterator(); fields.hasNext(); ) {
            var field = fields.next();
            var name = field.getKey();
            var place = path.isEmpty() ? name : path + "." + name;
            if (resource && OBJECT_FIELDS.contains(name)) {
                metadata(name, field.getValue(), place);
                continue;
            }
            var child = schema.child(name);
            if (child.isPresent()) {
                value(child.get(), field.getValue(), place);
            } else if (!schema.preservesUnknownFields()) {
                removed.add(place);
                fields.remove();
            }
        }
    }

    private void metadata(String name, JsonNode value, String path) {
        if (name.equals("metadata") && value instanceof ObjectNode metadata) {
            Decoding.decode(METADATA, metadata).unknownFields().forEach(field -> removed.add(path + "." + field));
        }
    }
}
