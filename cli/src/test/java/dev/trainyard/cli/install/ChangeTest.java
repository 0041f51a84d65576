package dev.trainyard.cli.install;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.trainyard.api.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeTest {
    @Test
    void whatIsNewIsCreated() throws JsonProcessingException {
        assertThat(Change.between(Optional.empty(), object("{'spec': {}}"))).isEqualTo(Change.CREATED);
    }

    @Test
    void whatTheServerWritesIsNoChange() throws JsonProcessingException {
        var before = object("{'metadata': {'name': 'a', 'resourceVersion': '1'}, 'spec': {'replicas': 2}}");
        var after = object(
                "{'metadata': {'name': 'a', 'resourceVersion': '2', 'managedFields': [{}]}, 'spec': {'replicas': 2}, 'status': {}}");

        assertThat(Change.between(Optional.of(before), after)).isEqualTo(Change.UNCHANGED);
    }

    @Test
    void anotherSpecOrLabelIsAChange() throws JsonProcessingException {
        var before = object("{'metadata': {'name': 'a'}, 'spec': {'replicas': 2}}");

        assertThat(Change.between(Optional.of(before), object("{'metadata': {'name': 'a'}, 'spec': {'replicas': 3}}")))
                .isEqualTo(Change.CHANGED);
        assertThat(Change.between(
                        Optional.of(before),
                        object("{'metadata': {'name': 'a', 'labels': {'a': 'b'}}, 'spec': {'replicas': 2}}")))
                .isEqualTo(Change.CHANGED);
    }

    private static JsonNode object(String json) throws JsonProcessingException {
        return Serialization.mapper().readTree(json.replace('\'', '"'));
    }
}
