package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** A printer whose cells are worked out one by one: a list of columns, each with how its cell is read. */
record ColumnPrinter(List<Cell> row) implements Printer {

    /** A column and how its cell is read from an object. */
    record Cell(Column column, Function<ObjectView, JsonNode> read) {

        /** The same cell in a column that only {@code -o wide} shows. */
        Cell wide() {
            return new Cell(new Column(column.name(), column.type(), column.format(), column.description(), 1), read);
        }
    }

    static ColumnPrinter of(Cell... cells) {
        return new ColumnPrinter(List.of(cells));
    }

    @Override
    public List<Column> columns() {
        return row.stream().map(Cell::column).toList();
    }

    @Override
    public List<JsonNode> cells(ObjectNode object, Instant now) {
        var view = new ObjectView(object, now);
        return row.stream().map(cell -> cell.read.apply(view)).toList();
    }

    /** The object's name, with which every table starts. */
    static Cell name() {
        return name(view -> view.text("metadata/name"));
    }

    static Cell name(Function<ObjectView, String> read) {
        var column = new Column("Name", "string", "name", "The name, unique within a namespace.", 0);
        return new Cell(column, view -> TextNode.valueOf(read.apply(view)));
    }

    static Cell age() {
        return text("Age", "Time since the object was created.", view -> view.age("metadata/creationTimestamp"));
    }

    static Cell text(String name, String description, Function<ObjectView, String> read) {
        return new Cell(new Column(name, "string", "", description, 0), view -> TextNode.valueOf(read.apply(view)));
    }

    static Cell number(String name, String description, ToLongFunction<ObjectView> read) {
        return new Cell(
                new Column(name, "integer", "", description, 0), view -> LongNode.valueOf(read.applyAsLong(view)));
    }

    static Cell flag(String name, String description, Predicate<ObjectView> read) {
        return new Cell(new Column(name, "boolean", "", description, 0), view -> BooleanNode.valueOf(read.test(view)));
    }
}
