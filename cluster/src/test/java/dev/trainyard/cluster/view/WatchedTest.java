package dev.trainyard.cluster.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.LocalApi;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchedTest {
    @Test
    void oneObjectThatCannotBeViewedHidesNoOther(@TempDir Path home) throws Exception {
        try (var api = new LocalApi(home);
                var maps = new Watched<>(
                        api.client().configMaps().inNamespace("default"), ConfigMap::new, WatchedTest::number)) {
            create(api, "bad", "garbage");
            create(api, "good", "7");

            maps.start().toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(maps.get("default/good")).contains(7);
            assertThat(maps.get("default/bad")).isEmpty();
        }
    }

    private static int number(ConfigMap map) {
        return map.getData() == null ? 0 : Integer.parseInt(map.getData().getOrDefault("number", "0"));
    }

    private static void create(LocalApi api, String name, String number) throws IOException {
        api.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("default")
                        .withName(name)
                        .endMetadata()
                        .addToData("number", number)
                        .build())
                .create();
    }
}
