package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What is said of the libraries that the distribution carries. */
class DistributionIT {
    private static final Path DIST = Path.of("..", "cli", "target", "dist");

    @Test
    void theSbomNamesEachJar() throws IOException {
        try (var jars = Files.list(DIST.resolve("lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .hasSizeGreaterThan(50)
                    .containsExactlyInAnyOrderElementsOf(components()
                            .map(each -> "%s-%s.jar"
                                    .formatted(
                                            each.path("name").asText(),
                                            each.path("version").asText()))
                            .toList());
        }
    }

    /** Two builds of one commit are to be the same. */
    @Test
    void theSbomSaysNothingOfItsTime() throws IOException {
        assertThat(sbom().at("/metadata").has("timestamp")).isFalse();
    }

    @Test
    void theNoticeNamesEachLibraryThatIsNotUnderTheApacheLicence() throws IOException {
        var notice = Files.readString(DIST.resolve("NOTICE"));

        assertThat(Files.readString(DIST.resolve("LICENSE"))).contains("Apache License", "Version 2.0");
        assertThat(components().filter(each -> !licences(each).equals(List.of("Apache-2.0"))))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(notice)
                        .contains("%s:%s "
                                .formatted(
                                        each.path("group").asText(),
                                        each.path("name").asText())));
    }

    private static List<String> licences(JsonNode component) {
        return elements(component.path("licenses"))
                .map(licence -> licence.at("/license/id").asText())
                .distinct()
                .collect(Collectors.toList());
    }

    private static Stream<JsonNode> components() throws IOException {
        return elements(sbom().path("components"));
    }

    private static JsonNode sbom() throws IOException {
        return Serialization.mapper().readTree(DIST.resolve("sbom.cdx.json").toFile());
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
