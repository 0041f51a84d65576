package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.trainyard.cluster.table.ColumnPrinter.Cell;
import java.util.ArrayList;
import java.util.List;

/** Makes the printer of a custom resource from the columns that its definition names. */
final class CustomResourcePrinter {
    private CustomResourcePrinter() {}

    /** @param additionalPrinterColumns the list as the definition has it; missing or empty stands for the age */
    static Printer of(JsonNode additionalPrinterColumns) {
        var cells = new ArrayList<>(List.of(ColumnPrinter.name()));
        additionalPrinterColumns.forEach(column -> cells.add(cell(column)));
        if (additionalPrinterColumns.isEmpty()) {
            var age = new Column("Age", "date", "", "Time since the object was created.", 0);
            cells.add(new Cell(age, view -> TextNode.valueOf(view.age("metadata/creationTimestamp"))));
        }
        return new ColumnPrinter(List.copyOf(cells));
    }

    private static Cell cell(JsonNode definition) {
        var path = definition.path("jsonPath").asText();
        var column = new Column(
                definition.path("name").asText(),
                definition.path("type").asText(),
                definition.path("format").asText(),
                definition
                        .path("description")
                        .asText("Custom resource definition column (in JSONPath format): " + path),
                definition.path("priority").asInt());
        var jsonPath = JsonPath.parse(path);
        return new Cell(
                column,
                view -> jsonPath.flatMap(parsed -> parsed.first(view.object()))
                        .map(value -> cellValue(column.type(), value, view))
                        .orElse(NullNode.instance));
    }

    /** A value that does not fit the column's type is shown as nothing. */
    private static JsonNode cellValue(String type, JsonNode value, ObjectView view) {
        return switch (type) {
            case "string" -> value.isNull() ? NullNode.instance : TextNode.valueOf(text(value));
            case "integer" -> value.isNumber() ? LongNode.valueOf(value.longValue()) : NullNode.instance;
            case "number" -> value.isNumber() ? DoubleNode.valueOf(value.doubleValue()) : NullNode.instance;
            case "boolean" -> value.isBoolean() ? value : NullNode.instance;
            case "date" ->
                value.isTextual() ? TextNode.valueOf(Ages.since(value.textValue(), view.now())) : NullNode.instance;
            default -> NullNode.instance;
        };
    }

    private static String text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }
}
