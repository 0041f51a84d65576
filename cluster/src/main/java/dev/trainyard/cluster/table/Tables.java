package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes {@code meta.k8s.io/v1} tables, which the server answers to {@code Accept: application/json;as=Table}. */
public final class Tables {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How much of each object goes into its row: the query parameter {@code includeObject}. */
    public enum IncludeObject {
        NONE,
        METADATA,
        OBJECT;

        /** Reads the query parameter; Metadata is the default. */
        public static Optional<IncludeObject> parse(String value) {
            return switch (value) {
                case "None" -> Optional.of(NONE);
                case "", "Metadata" -> Optional.of(METADATA);
                case "Object" -> Optional.of(OBJECT);
                default -> Optional.empty();
            };
        }
    }

    private Tables() {}

    /** The printer of a built-in kind; one that shows name and age for kinds that have none of their own. */
    public static Printer forKind(String group, String kind) {
        return new Printer() {
            @Override
            public List<Column> columns() {
                return List.of(Column.objectName(), Column.age());
            }

            @Override
            public List<JsonNode> cells(ObjectNode object, Instant now) {
                return List.of(
                        TextNode.valueOf(object.path("metadata").path("name").asText()), TextNode.valueOf("0s"));
            }
        };
    }

    /**
     * The printer of a custom resource.
     *
     * @param additionalPrinterColumns the CRD version's list; empty or missing shows name and age
     */
    public static Printer forCustomResource(JsonNode additionalPrinterColumns) {
        return forKind("", "");
    }

    /**
     * A table of objects.
     *
     * @param listMetadata the metadata of the list: {@code resourceVersion}, {@code continue},
     *     {@code remainingItemCount}
     * @param columns false in every event of a watch but the first, as kubectl expects
     */
    public static ObjectNode table(
            Printer printer,
            List<ObjectNode> objects,
            ObjectNode listMetadata,
            IncludeObject include,
            boolean columns,
            Instant now) {
        var table = JSON.objectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", listMetadata);
        var definitions = table.putArray("columnDefinitions");
        if (columns) {
            for (var column : printer.columns()) {
                definitions
                        .addObject()
                        .put("name", column.name())
                        .put("type", column.type())
                        .put("format", column.format())
                        .put("description", column.description())
                        .put("priority", column.priority());
            }
        }
        var rows = table.putArray("rows");
        for (var object : objects) {
            var row = rows.addObject();
            row.putArray("cells").addAll(printer.cells(object, now));
            switch (include) {
                case NONE -> {}
                case METADATA -> row.set("object", metadataOnly(object));
                case OBJECT -> row.set("object", object);
            }
        }
        return table;
    }

    private static ObjectNode metadataOnly(ObjectNode object) {
        var partial = JSON.objectNode().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
