package dev.trainyard.cli.screen;

import dev.trainyard.api.Printable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of words under a header, each column as wide as its widest word. */
public final class Table {
    /** The lines of a table, {@linkplain Printable printable}; all rows have as many columns as the header. */
    public static List<String> lines(List<List<String>> rows) {
        return printable(rows.stream()
                .map(row -> row.stream().map(Printable::of).toList())
                .toList());
    }

    private static List<String> printable(List<List<String>> rows) {
        var columns = rows.getFirst().size();
        var widths = IntStream.range(0, columns)
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, columns)
                        .mapToObj(column -> row.get(column)
                                + " ".repeat(widths[column] - row.get(column).length()))
                        .collect(Collectors.joining("   "))
                        .stripTrailing())
                .toList();
    }

    private Table() {}
}
