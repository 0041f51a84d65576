package dev.trainyard.cluster.protobuf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.trainyard.cluster.object.Json;
import dev.trainyard.cluster.protobuf.FieldType.ListOf;
import dev.trainyard.cluster.protobuf.FieldType.MapOf;
import dev.trainyard.cluster.protobuf.FieldType.Message;
import dev.trainyard.cluster.protobuf.FieldType.Scalar;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/**
 * Reads a message as the JSON that Go would write of the same struct. Fields that the table does not have are skipped,
 * as Go skips them. A null in JSON means the same as no field, and is left out.
 */
final class MessageReader {
    /** A message that is nested deeper is an attack, or a schema that is too deep as JSON too. */
    private static final int DEEPEST = 500;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final MessageTable table;
    private final CodedInputStream in;
    private int depth;

    MessageReader(MessageTable table, CodedInputStream in) {
        this.table = table;
        this.in = in;
    }

    /** Reads a message up to the end of the input, or up to the limit that is set on it. */
    JsonNode message(Message type) throws IOException, ProtobufException {
        Map<Integer, MessageField> fields = table.fields(type);
        ObjectNode tree = NODES.objectNode();
        fields(fields, tree);
        if (fields.values().stream().anyMatch(MessageField::isBare)) {
            return tree.hasNonNull(MessageField.BARE) ? tree.get(MessageField.BARE) : empty(fields);
        }
        return tree;
    }

    /** A message that is nothing but a list is an empty list; others are null when they are empty. */
    private static JsonNode empty(Map<Integer, MessageField> fields) {
        return fields.values().stream().allMatch(field -> field.type() instanceof ListOf)
                ? NODES.arrayNode()
                : NODES.nullNode();
    }

    private void fields(Map<Integer, MessageField> fields, ObjectNode tree) throws IOException, ProtobufException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            MessageField field = fields.get(WireFormat.getTagFieldNumber(tag));
            if (field == null) {
                skip(tag);
            } else {
                field(field, tag, tree);
            }
        }
    }

    private void field(MessageField field, int tag, ObjectNode tree) throws IOException, ProtobufException {
        switch (field.type()) {
            case ListOf(FieldType element) -> {
                ArrayNode list = tree.get(field.name()) instanceof ArrayNode present ? present : NODES.arrayNode();
                tree.set(field.name(), list);
                list(element, tag, list);
            }
            case MapOf(FieldType value) -> {
                require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                ObjectNode map = tree.get(field.name()) instanceof ObjectNode present ? present : NODES.objectNode();
                tree.set(field.name(), map);
                int outer = enter();
                entry(value, map);
                leave(outer);
            }
            case Message embedded
            when field.isInline() -> {
                require(tag, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                int outer = enter();
                fields(table.fields(embedded), tree);
                leave(outer);
            }
            case Message _, Scalar _ -> {
                JsonNode value = value(field.type(), tag);
                if (value.isNull() || (field.omitsZero() && isZero(value))) {
                    tree.remove(field.name());
                } else {
                    tree.set(field.name(), value);
                }
            }
        }
    }

    private void list(FieldType element, int tag, ArrayNode list) throws IOException, ProtobufException {
        int wireType = wireType(element);
        if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED
                && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            int outer = enter(); // numbers may come packed, all in one field
            while (!in.isAtEnd()) {
                list.add(value(element, WireFormat.getTagFieldNumber(tag) << 3 | wireType));
            }
            leave(outer);
        } else {
            list.add(value(element, tag));
        }
    }

    private void entry(FieldType type, ObjectNode map) throws IOException, ProtobufException {
        String key = "";
        JsonNode value = type == Scalar.STRING || type == Scalar.BYTES ? NODES.textNode("") : NODES.nullNode();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> key = value(Scalar.STRING, tag).textValue();
                case 2 -> value = value(type, tag);
                default -> skip(tag);
            }
        }
        map.set(key, value);
    }

    private JsonNode value(FieldType type, int tag) throws IOException, ProtobufException {
        require(tag, wireType(type));
        return switch (type) {
            case Scalar scalar -> scalar(scalar);
            case Message message -> {
                int outer = enter();
                JsonNode value = message(message);
                leave(outer);
                yield value;
            }
            case ListOf _, MapOf _ -> throw new IllegalStateException("protobuf has no lists of lists or maps");
        };
    }

    private JsonNode scalar(Scalar type) throws IOException, ProtobufException {
        return switch (type) {
            case STRING -> NODES.textNode(in.readStringRequireUtf8());
            case BOOL -> NODES.booleanNode(in.readBool());
            case INT32 -> NODES.numberNode(in.readInt32());
            case INT64 -> NODES.numberNode(in.readInt64());
            case DOUBLE -> SpecialTypes.number(in.readDouble());
            case BYTES -> NODES.textNode(Base64.getEncoder().encodeToString(in.readByteArray()));
            case JSON -> {
                byte[] text = in.readByteArray();
                yield text.length == 0 ? NODES.nullNode() : Json.parse(text);
            }
            case TIME -> SpecialTypes.time(struct(SpecialTypes.TIMESTAMP));
            case MICRO_TIME -> SpecialTypes.microTime(struct(SpecialTypes.TIMESTAMP));
            case INT_OR_STRING -> SpecialTypes.intOrString(struct(SpecialTypes.INT_OR_STRING));
        };
    }

    private ObjectNode struct(Map<Integer, MessageField> fields) throws IOException, ProtobufException {
        ObjectNode tree = NODES.objectNode();
        int outer = enter();
        fields(fields, tree);
        leave(outer);
        return tree;
    }

    /** Reads a length, and ends the input there. */
    private int enter() throws IOException, ProtobufException {
        if (++depth > DEEPEST) {
            throw new ProtobufException("the body's messages are nested deeper than " + DEEPEST + " levels");
        }
        return in.pushLimit(in.readUInt32());
    }

    private void leave(int outer) {
        in.popLimit(outer);
        depth--;
    }

    private void skip(int tag) throws IOException, ProtobufException {
        if (!in.skipField(tag)) {
            throw new ProtobufException("the body ends a group that it has not begun");
        }
    }

    private static int wireType(FieldType type) {
        return switch (type) {
            case Scalar.BOOL, Scalar.INT32, Scalar.INT64 -> WireFormat.WIRETYPE_VARINT;
            case Scalar.DOUBLE -> WireFormat.WIRETYPE_FIXED64;
            case Scalar _, Message _, ListOf _, MapOf _ -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
        };
    }

    private static void require(int tag, int wireType) throws ProtobufException {
        if (WireFormat.getTagWireType(tag) != wireType) {
            throw new ProtobufException("field " + WireFormat.getTagFieldNumber(tag) + " of a message in the body has"
                    + " the wire type " + WireFormat.getTagWireType(tag) + "; it must be " + wireType);
        }
    }

    private static boolean isZero(JsonNode value) {
        return (value.isTextual() && value.textValue().isEmpty())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isBoolean() && !value.booleanValue());
    }
}
