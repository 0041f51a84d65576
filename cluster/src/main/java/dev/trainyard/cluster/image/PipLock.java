package dev.trainyard.cluster.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;

/** What pip has installed, as requirements with hashes: a later installation gets the same files or fails. */
final class PipLock {
    private static final Pattern PIP = Pattern.compile("pip-(\\d+)\\.(\\d+).*\\.dist-info");

    private PipLock() {}

    /** The lock for pip's installation report; empty if one of the packages has no file with a hash. */
    static Optional<String> of(JsonNode report) {
        var lines = new ArrayList<String>();
        for (var installed : report.path("install")) {
            var hash =
                    installed.at("/download_info/archive_info/hash").asText("").split("=", 2);
            if (hash.length != 2) {
                return Optional.empty();
            }
            var metadata = installed.path("metadata");
            lines.add("%s==%s --hash=%s:%s%n"
                    .formatted(
                            metadata.path("name").asText(),
                            metadata.path("version").asText(),
                            hash[0],
                            hash[1]));
        }
        Collections.sort(lines);
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("", lines));
    }

    /** Whether the pip of this environment writes a report: it does since 22.2. */
    static boolean isReported(Path environment) throws IOException {
        try (var files = Files.find(
                environment.resolve("lib"),
                3,
                (path, _) -> isRecent(path.getFileName().toString()))) {
            return files.findFirst().isPresent();
        }
    }

    private static boolean isRecent(String folder) {
        var version = PIP.matcher(folder);
        if (!version.matches()) {
            return false;
        }
        var major = Integer.parseInt(version.group(1));
        return major > 22 || (major == 22 && Integer.parseInt(version.group(2)) >= 2);
    }
}
