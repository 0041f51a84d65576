package dev.trainyard.cluster.table;

/**
 * A column of a table.
 *
 * @param name the heading, which kubectl prints in capitals
 * @param type the JSON type of its cells: string, integer, number, boolean or date
 * @param format {@code name} for the object's name, else empty or as OpenAPI defines it
 * @param description what the column means
 * @param priority 0 is always shown, more only with {@code -o wide}
 */
public record Column(String name, String type, String format, String description, int priority) {}
