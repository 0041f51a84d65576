package dev.trainyard.cluster.image;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a Python environment is made of.
 *
 * @param requirements per package the alternatives, best first
 * @param oldest the oldest Python that will do
 * @param newest the newest
 * @param sourceDistributions whether packages' own code may run while they are installed
 */
record PythonRecipe(
        List<List<String>> requirements,
        Optional<PythonVersion> oldest,
        Optional<PythonVersion> newest,
        boolean sourceDistributions) {
    static PythonRecipe of(ImageMapping.PythonSource source, Map<String, String> values) throws ImageProblem {
        var requirements = source.requirements().stream()
                .map(requirement -> Arrays.stream(requirement.split("\\|", -1))
                        .map(alternative -> ImageMapping.fill(alternative.strip(), values))
                        .toList())
                .toList();
        for (var requirement : source.sourceDistributions()
                ? List.<String>of()
                : requirements.stream().flatMap(List::stream).toList()) {
            requireNoSource(requirement);
        }
        var range = source.interpreters() == null ? List.<String>of() : source.interpreters();
        if (!range.isEmpty() && range.size() != 2) {
            throw new ImageProblem(
                    "\"python\" must name the oldest and the newest version, as in [\"3.10\", \"3.13\"]");
        }
        return new PythonRecipe(
                requirements,
                range.isEmpty()
                        ? Optional.empty()
                        : Optional.of(PythonVersion.parse(ImageMapping.fill(range.getFirst(), values))),
                range.isEmpty()
                        ? Optional.empty()
                        : Optional.of(PythonVersion.parse(ImageMapping.fill(range.getLast(), values))),
                source.sourceDistributions());
    }

    /** pip builds what is named by a path or an address whatever it is told of wheels. */
    private static void requireNoSource(String requirement) throws ImageProblem {
        var place = requirement.startsWith(".") || requirement.contains("/");
        if (place && !requirement.endsWith(".whl")) {
            throw new ImageProblem("the requirement \"" + requirement + "\" names source code, whose setup code runs as"
                    + " the user of the cluster and outside of any container. Name a package or a .whl file; or set"
                    + " sourceDistributions: true beside requirements if you trust it");
        }
    }

    /** Names the contents; changes when anything that goes in does. */
    String key(PythonVersion interpreter) {
        try {
            var text = requirements + " " + interpreter + " " + System.getProperty("os.arch")
                    + (sourceDistributions ? " source" : "");
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            var hex = HexFormat.of().formatHex(digest, 0, 6);
            return requirements.isEmpty() ? "python-" + hex : name() + "-" + hex;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String name() {
        return requirements.getFirst().getLast().replaceAll("[^A-Za-z0-9.]+", "-");
    }
}
