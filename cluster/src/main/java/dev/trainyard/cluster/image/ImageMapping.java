package dev.trainyard.cluster.image;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code images.yaml}: which images, and what they are. Exactly one of {@code python}, {@code uploader}
 * and {@code host} is set.
 *
 * @param image the images' names; {@code {name}} stands for any run of characters but {@code /} and {@code :}
 */
record ImageMapping(
        String image,
        @Nullable PythonSource python,
        @Nullable Map<String, Object> uploader,
        @Nullable Map<String, Object> host) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z_][a-zA-Z0-9_]*)\\}");

    /**
     * A Python environment.
     *
     * @param requirements one package each; of the alternatives {@code a | b} the first that can be had
     * @param interpreters the oldest and the newest version of Python that will do, {@code ["3.10", "3.13"]}
     */
    record PythonSource(
            List<String> requirements,
            @JsonProperty("python") @Nullable List<String> interpreters) {}

    /** The values of the placeholders if this entry is for the image. */
    Optional<Map<String, String>> match(String name) {
        var names = new java.util.ArrayList<String>();
        var regex = new StringBuilder();
        var placeholder = PLACEHOLDER.matcher(image);
        var at = 0;
        while (placeholder.find()) {
            regex.append(Pattern.quote(image.substring(at, placeholder.start())))
                    .append("([^/:]+)");
            names.add(placeholder.group(1));
            at = placeholder.end();
        }
        regex.append(Pattern.quote(image.substring(at)));
        var match = Pattern.compile(regex.toString()).matcher(name);
        if (!match.matches()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, String>();
        for (var index = 0; index < names.size(); index++) {
            values.put(names.get(index), match.group(index + 1));
        }
        return Optional.of(values);
    }

    static String fill(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
