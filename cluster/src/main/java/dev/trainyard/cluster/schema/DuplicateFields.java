package dev.trainyard.cluster.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Finds JSON fields that are given twice in one object: a tree can't show them, because the last one wins. */
public final class DuplicateFields {
    private static final JsonFactory FACTORY = new JsonFactory();

    private DuplicateFields() {}

    /**
     * The paths of all fields that are given more than once, such as {@code spec.replicas}, in order of appearance.
     *
     * @throws IOException if the text is no JSON
     */
    public static List<String> find(byte[] json) throws IOException {
        var found = new ArrayList<String>();
        try (var parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != null) {
                value(parser, "", found);
            }
        }
        return found;
    }

    private static void value(JsonParser parser, String path, List<String> found) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            var seen = new HashSet<String>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                var field = path.isEmpty() ? name : path + "." + name;
                if (!seen.add(name) && !found.contains(field)) {
                    found.add(field);
                }
                parser.nextToken();
                value(parser, field, found);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (var index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                value(parser, path + "[" + index + "]", found);
            }
        }
    }
}
