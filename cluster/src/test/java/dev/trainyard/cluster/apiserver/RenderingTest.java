package dev.trainyard.cluster.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenderingTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                                                    | OBJECTS
                    */*                                                                                   | OBJECTS
                    application/json                                                                      | OBJECTS
                    application/vnd.kubernetes.protobuf,application/json                                  | OBJECTS
                    application/json;as=Table;v=v1;g=meta.k8s.io,application/json                         | TABLE
                    application/json;as=Table;v=v9;g=meta.k8s.io, application/json                        | OBJECTS
                    application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1                      | METADATA
                    application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json | OBJECTS
                    """)
    void takesTheFirstFormThatItKnows(String accept, Rendering rendering) {
        assertThat(Rendering.negotiate(accept)).isEqualTo(rendering);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Rendering.negotiate("application/vnd.kubernetes.protobuf"))
                .hasMessageContaining("application/json");
    }
}
