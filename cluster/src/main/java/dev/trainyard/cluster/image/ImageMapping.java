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
 * @param entrypoint this and the rest are the image's config, see {@link ImageConfig}
 * @param user {@code "uid"} or {@code "uid:gid"}, in numbers
 */
record ImageMapping(
        String image,
        @Nullable PythonSource python,
        @Nullable Map<String, Object> uploader,
        @Nullable Map<String, Object> host,
        @Nullable List<String> entrypoint,
        @Nullable List<String> cmd,
        @Nullable Map<String, String> env,
        @Nullable String user,
        @Nullable String workingDir) {
    private static final Pattern USER = Pattern.compile("(\\d{1,10})(?::(\\d{1,10}))?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z_][a-zA-Z0-9_]*)\\}");

    /**
     * A Python environment.
     *
     * @param requirements one package each; of the alternatives {@code a | b} the first that can be had
     * @param interpreters the oldest and the newest version of Python that will do, {@code ["3.10", "3.13"]}
     * @param sourceDistributions whether a package may come as source: its setup code then runs on this machine, as the
     *     user of the cluster and outside of any container
     */
    record PythonSource(
            List<String> requirements,
            @JsonProperty("python") @Nullable List<String> interpreters,
            boolean sourceDistributions) {}

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

    /** What the entry sets of the image's config, with the placeholders' values filled in. */
    ImageConfig config(Map<String, String> values) throws ImageProblem {
        if (workingDir != null && !workingDir.startsWith("/")) {
            throw new ImageProblem("workingDir must be an absolute path, not \"" + workingDir + "\"");
        }
        var variables = new LinkedHashMap<String, String>();
        (env == null ? Map.<String, String>of() : env)
                .forEach((name, value) -> variables.put(name, fill(value, values)));
        return new ImageConfig(
                filled(entrypoint, values),
                filled(cmd, values),
                variables,
                user == null ? Optional.empty() : Optional.of(user(user)),
                Optional.ofNullable(workingDir).map(folder -> fill(folder, values)));
    }

    private ImageConfig.User user(String text) throws ImageProblem {
        var numbers = USER.matcher(text);
        if (!numbers.matches()) {
            throw new ImageProblem("user must be a number, or two as in \"1000:1000\", and \"" + text
                    + "\" is not: images on this machine have no users with names");
        }
        return new ImageConfig.User(
                Long.parseLong(numbers.group(1)),
                Optional.ofNullable(numbers.group(2)).map(Long::valueOf));
    }

    private static List<String> filled(@Nullable List<String> words, Map<String, String> values) {
        return words == null
                ? List.of()
                : words.stream().map(word -> fill(word, values)).toList();
    }

    static String fill(String text, Map<String, String> values) {
        var filled = text;
        for (var value : values.entrySet()) {
            filled = filled.replace("{" + value.getKey() + "}", value.getValue());
        }
        return filled;
    }
}
