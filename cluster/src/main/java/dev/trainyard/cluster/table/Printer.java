package dev.trainyard.cluster.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** Turns objects of one kind into rows. */
public interface Printer {

    List<Column> columns();

    /**
     * The cells of an object's row, one for each column.
     *
     * @param now what ages are counted to
     */
    List<JsonNode> cells(ObjectNode object, Instant now);
}
