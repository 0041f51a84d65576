package dev.trainyard.operator.pods;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The fields of a JSON object that are read into a {@code T}. All others are passed over, token by token.
 *
 * <p>Set one up once: it is a table from field names to setters, and reads without reflection.
 */
final class JsonShape<T> {
    private interface Field<T> {
        void read(T object, JsonParser json, DeserializationContext context) throws IOException;
    }

    private final Supplier<T> blank;
    private final Map<String, Field<T>> fields = new HashMap<>();

    JsonShape(Supplier<T> blank) {
        this.blank = blank;
    }

    JsonShape<T> text(String name, BiConsumer<T, String> setter) {
        fields.put(name, (object, json, _) -> setter.accept(object, json.getText()));
        return this;
    }

    JsonShape<T> number(String name, BiConsumer<T, Integer> setter) {
        fields.put(name, (object, json, _) -> setter.accept(object, json.getIntValue()));
        return this;
    }

    JsonShape<T> flag(String name, BiConsumer<T, Boolean> setter) {
        fields.put(name, (object, json, _) -> setter.accept(object, json.getBooleanValue()));
        return this;
    }

    /** A map of texts. */
    JsonShape<T> texts(String name, BiConsumer<T, Map<String, String>> setter) {
        fields.put(name, (object, json, _) -> {
            var texts = new LinkedHashMap<String, String>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                var key = json.currentName();
                texts.put(key, json.nextTextValue());
            }
            setter.accept(object, texts);
        });
        return this;
    }

    /** A field that is read whole, as Jackson reads its class. */
    <V> JsonShape<T> whole(String name, Class<V> type, BiConsumer<T, V> setter) {
        fields.put(name, (object, json, context) -> setter.accept(object, context.readValue(json, type)));
        return this;
    }

    <V> JsonShape<T> object(String name, JsonShape<V> shape, BiConsumer<T, V> setter) {
        fields.put(name, (object, json, context) -> setter.accept(object, shape.read(json, context)));
        return this;
    }

    <V> JsonShape<T> list(String name, JsonShape<V> shape, BiConsumer<T, List<V>> setter) {
        fields.put(name, (object, json, context) -> {
            var items = new ArrayList<V>(2);
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(shape.read(json, context));
            }
            setter.accept(object, items);
        });
        return this;
    }

    /** Reads an object whose first token is the current one. A field that is null is left out. */
    T read(JsonParser json, DeserializationContext context) throws IOException {
        var object = blank.get();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = fields.get(json.currentName());
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                if (field == null) {
                    json.skipChildren();
                } else {
                    field.read(object, json, context);
                }
            }
        }
        return object;
    }
}
