package dev.trainyard.cluster.table;

/**
 * A column of a table.
 *
 * @param name the heading, which kubectl prints in capitals
 * @param type the JSON type of its cells: string, integer, number, boolean or date
 * @param format {@code name} for the object's name, else empty or as OpenAPI defines it
 * @param description what {@code kubectl explain} would say
 * @param priority 0 is always shown, more only with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {

    static Column of(String name, String type) {
        return new Column(name, type, "", name, 0);
    }

    static Column wide(String name, String type) {
        return new Column(name, type, "", name, 1);
    }

    /** The column that every table starts with. */
    static Column objectName() {
        return new Column("Name", "string", "name", "Name must be unique within a namespace.", 0);
    }

    static Column age() {
        return of("Age", "string");
    }
}
