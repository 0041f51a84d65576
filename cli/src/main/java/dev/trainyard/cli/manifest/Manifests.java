package dev.trainyard.cli.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.trainyard.cli.failure.Failure;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads manifests as they stand: a field that we do not know goes to the server too, which says what it thinks of it.
 */
public final class Manifests {
    /** The API server takes no object of more than 3 MiB. */
    private static final int LONGEST = 16 << 20;

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    /** All objects of a file, in its order. */
    public static List<GenericKubernetesResource> read(Path file) {
        try {
            return parse(text(file), file.toString());
        } catch (CharacterCodingException binary) {
            throw new Failure(file + " is no YAML: it is not text in UTF-8.", binary);
        } catch (IOException failed) {
            throw new Failure(
                    "Cannot read " + file + ": " + (Files.exists(file) ? failed.getMessage() : "there is no such file")
                            + ".",
                    failed);
        }
    }

    private static String text(Path file) throws IOException {
        try (var content = Files.newInputStream(file)) {
            var bytes = content.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new Failure("%s is longer than %d MiB, which no manifest is: is it another file?"
                        .formatted(file, LONGEST >> 20));
            }
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        }
    }

    /**
     * All objects of a text.
     *
     * @param source where it is from, for messages
     */
    public static List<GenericKubernetesResource> parse(String text, String source) {
        var objects = new ArrayList<GenericKubernetesResource>();
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            while (documents.hasNextValue()) {
                var document = documents.nextValue();
                if (document.path("kind").asText().equals("List")) {
                    for (var item : document.path("items")) {
                        objects.add(object(item, source));
                    }
                } else if (!document.isNull() && !document.isMissingNode()) {
                    objects.add(object(document, source));
                }
            }
        } catch (StreamConstraintsException beyond) {
            // It does not say where.
            throw new Failure(
                    source + " is no YAML: it is nested more than " + StreamReadConstraints.DEFAULT_MAX_DEPTH
                            + " levels deep, or has a number or a name that is too long.",
                    beyond);
        } catch (JsonProcessingException invalid) {
            var place = invalid.getLocation();
            throw new Failure(
                    source + " is no YAML: " + problem(invalid)
                            + (place == null ? "" : " (line " + place.getLineNr() + ")"),
                    invalid);
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return objects;
    }

    /** The line of the parser's message that says what is wrong; the first ones say what it was at. */
    private static String problem(JsonProcessingException invalid) {
        return invalid.getOriginalMessage()
                .lines()
                .filter(line -> !line.startsWith(" ") && !line.startsWith("while "))
                .findFirst()
                .orElse(invalid.getOriginalMessage());
    }

    private static GenericKubernetesResource object(JsonNode node, String source) throws JsonProcessingException {
        for (var field : List.of("apiVersion", "kind")) {
            if (!node.path(field).isTextual()) {
                throw new Failure(source + " holds something that is no Kubernetes object: it has no " + field + ".");
            }
        }
        if (!node.path("metadata").path("name").isTextual()) {
            throw new Failure(source + " holds a " + node.path("kind").asText() + " without metadata.name.");
        }
        return YAML.treeToValue(node, GenericKubernetesResource.class);
    }

    private Manifests() {}
}
