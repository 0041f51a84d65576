package dev.trainyard.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.kubeflow.TFJob;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyOperatorTest {
    @Test
    void anOperatorThatComesBeforeTheDefinitionsWaitsForThem(@TempDir Path home)
            throws InterruptedException, ExecutionException, TimeoutException {
        try (var server = new LocalServer(home)) {
            var starting = CompletableFuture.supplyAsync(() -> Operator.start(server.client, OperatorConfig.DEFAULT));
            server.withDefinitions();
            try (var _ = starting.get(60, TimeUnit.SECONDS)) {
                server.make(OperatorTest.job("early", "Never", "Never"), TFJob.class);
                assertThat(LocalServer.await(server.pod("early-chief-0"), _ -> true))
                        .isNotNull();
            }
        }
    }
}
