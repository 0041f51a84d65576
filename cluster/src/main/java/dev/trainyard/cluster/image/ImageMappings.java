package dev.trainyard.cluster.image;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The entries that say what an image is: the user's own, then the built-in ones; the first that matches wins. */
final class ImageMappings {
    private static final ObjectMapper YAML =
            new ObjectMapper(new YAMLFactory()).setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));

    private final Path own;

    ImageMappings(Path own) {
        this.own = own;
    }

    /** An image's entry with the values of its placeholders. */
    record Match(ImageMapping mapping, Map<String, String> values) {
        ImageConfig config() throws ImageProblem {
            return mapping.config(values);
        }
    }

    Match find(String image) throws ImageProblem {
        for (var mapping : entries()) {
            var values = mapping.match(image).or(() -> mapping.match(withoutDockerHub(image)));
            if (values.isPresent()) {
                return new Match(mapping, values.get());
            }
        }
        throw new ImageProblem(("no entry says what image \"%1$s\" is on this machine. Add one to %2$s:"
                        + " - {image: \"%1$s\", python: {requirements: [numpy]}}"
                        + " or, for the host's own programs: - {image: \"%1$s\", host: {}}")
                .formatted(image, own));
    }

    /** Docker Hub is where a name without a registry comes from, so naming it changes nothing. */
    private static String withoutDockerHub(String image) {
        return image.startsWith("docker.io/library/")
                ? image.substring("docker.io/library/".length())
                : image.startsWith("docker.io/") ? image.substring("docker.io/".length()) : image;
    }

    private List<ImageMapping> entries() throws ImageProblem {
        var entries = new ArrayList<ImageMapping>();
        try {
            entries.addAll(parse(Files.readString(own), own.toString()));
        } catch (NoSuchFileException e) {
            // A user without mappings of their own.
        } catch (IOException e) {
            throw new ImageProblem("%s cannot be read: %s".formatted(own, e.getMessage()));
        }
        try (var builtIn = Objects.requireNonNull(ImageMappings.class.getResourceAsStream("images.yaml"))) {
            entries.addAll(parse(new String(builtIn.readAllBytes(), StandardCharsets.UTF_8), "images.yaml"));
        } catch (IOException e) {
            throw new ImageProblem("the built-in images.yaml cannot be read: " + e.getMessage());
        }
        return entries;
    }

    private static List<ImageMapping> parse(String text, String where) throws ImageProblem {
        try {
            var entries = text.isBlank() ? null : YAML.readValue(text, new TypeReference<List<ImageMapping>>() {});
            for (var entry : entries == null ? List.<ImageMapping>of() : entries) {
                check(entry, where);
            }
            return entries == null ? List.of() : entries;
        } catch (JsonProcessingException e) {
            throw new ImageProblem("%s is not a list of image entries: %s".formatted(where, e.getOriginalMessage()));
        }
    }

    // Jackson leaves a record's component null where the file does not name it, whatever the component's type says.
    @SuppressWarnings("ConstantValue")
    private static void check(ImageMapping entry, String where) throws ImageProblem {
        var kinds =
                (entry.python() == null ? 0 : 1) + (entry.uploader() == null ? 0 : 1) + (entry.host() == null ? 0 : 1);
        if (entry.image() == null || kinds != 1) {
            throw new ImageProblem(
                    "%s: the entry for \"%s\" must have \"image\" and exactly one of python, uploader, host"
                            .formatted(where, entry.image()));
        }
        try {
            entry.config(Map.of());
        } catch (ImageProblem problem) {
            throw new ImageProblem(
                    "%s: the entry for \"%s\": %s".formatted(where, entry.image(), problem.getMessage()));
        }
    }
}
