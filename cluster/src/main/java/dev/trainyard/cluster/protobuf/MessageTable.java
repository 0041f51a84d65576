package dev.trainyard.cluster.protobuf;

import dev.trainyard.cluster.protobuf.FieldType.ListOf;
import dev.trainyard.cluster.protobuf.FieldType.MapOf;
import dev.trainyard.cluster.protobuf.FieldType.Message;
import dev.trainyard.cluster.protobuf.FieldType.Scalar;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The messages of Kubernetes' Go types, as {@code cluster/protobuf/write} finds them there. */
final class MessageTable {
    private final Map<String, Message> kinds = new HashMap<>();
    private final Map<String, Map<Integer, MessageField>> messages = new HashMap<>();

    private MessageTable() {}

    /** The table is read when the first protobuf body comes. */
    private static final class Loaded {
        static final MessageTable TABLE = load();
    }

    static MessageTable table() {
        return Loaded.TABLE;
    }

    /** The message of a kind that a body can have. */
    Optional<Message> kind(String apiVersion, String kind) {
        // Go registers DeleteOptions in every group version.
        return Optional.ofNullable(kinds.get(kind.equals("DeleteOptions") ? "* " + kind : apiVersion + " " + kind));
    }

    /** The fields of a message by their numbers. */
    Map<Integer, MessageField> fields(Message message) {
        return Objects.requireNonNull(messages.get(message.name()), message.name());
    }

    private static MessageTable load() {
        MessageTable table = new MessageTable();
        try (var lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(MessageTable.class.getResourceAsStream("messages.txt")),
                StandardCharsets.UTF_8))) {
            Map<Integer, MessageField> fields = Map.of();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                switch (words[0]) {
                    case "#" -> {}
                    case "kind" -> table.kinds.put(words[1] + " " + words[2], new Message(words[3]));
                    case "message" -> {
                        fields = new HashMap<>();
                        table.messages.put(words[1], fields);
                    }
                    default ->
                        fields.put(
                                Integer.valueOf(words[0]),
                                new MessageField(words[1], type(words[2]), words.length > 3));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the table of protobuf messages can't be read", e);
        }
        return table;
    }

    private static FieldType type(String text) {
        if (text.startsWith("[]")) {
            return new ListOf(type(text.substring(2)));
        }
        if (text.startsWith("map:")) {
            return new MapOf(type(text.substring(4)));
        }
        return switch (text) {
            case "string" -> Scalar.STRING;
            case "bool" -> Scalar.BOOL;
            case "int32" -> Scalar.INT32;
            case "int64" -> Scalar.INT64;
            case "double" -> Scalar.DOUBLE;
            case "bytes" -> Scalar.BYTES;
            case "json" -> Scalar.JSON;
            case "time" -> Scalar.TIME;
            case "microTime" -> Scalar.MICRO_TIME;
            case "intOrString" -> Scalar.INT_OR_STRING;
            default -> new Message(text);
        };
    }
}
