package dev.trainyard.cli.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.trainyard.api.Serialization;
import dev.trainyard.cli.failure.Failure;

/** The pointer to a job's latest good run, of which we need to know no more than where it points. */
record Latest(String run) {
    static final String NAME = "latest.json";

    static Latest parse(byte[] json, String source) {
        try {
            return Serialization.mapper().readValue(new String(json, UTF_8), Latest.class);
        } catch (JsonProcessingException invalid) {
            throw new Failure(source + " points to no run: " + invalid.getOriginalMessage(), invalid);
        }
    }
}
