package dev.trainyard.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Jobs that run side by side do not meet. */
@OnCluster
class ManyJobsIT {
    /**
     * Each replica binds the port that TF_CONFIG gives it, as TensorFlow does; the chief asks its worker whose it is.
     */
    private static final String GREETING = """
            exec python3 -c '
            import json, os, socket, sys, time
            job, config = sys.argv[1], json.loads(os.environ["TF_CONFIG"])
            task = config["task"]
            def address(role, index):
                host, port = config["cluster"][role][index].rsplit(":", 1)
                return host, int(port)
            server = socket.create_server(("", address(task["type"], task["index"])[1]))
            if task["type"] == "worker":
                connection, _ = server.accept()
                connection.sendall(job.encode())
            else:
                while True:
                    try:
                        worker = socket.create_connection(address("worker", 0))
                        break
                    except OSError:
                        time.sleep(0.1)
                open("/output/greeting", "wb").write(worker.recv(100))
                open("/output/DONE", "w")
            ' JOB
            """;

    @Test
    void fourJobsOfTwoReplicasEachMeetOnlyTheirOwn(Scenario scenario) {
        scenario.createArtifactStore();
        var names = List.of("one", "two", "three", "four");

        for (var name : names) {
            var script = GREETING.replace("JOB", name);
            scenario.create(QuickJob.chiefAndWorker(name, "Never", script, script));
        }

        for (var name : names) {
            var job = scenario.awaitCondition(name, "Succeeded");
            assertThat(Artifacts.of(scenario.cluster().store(), job).files().get("greeting"))
                    .asString()
                    .isEqualTo(name);
        }
    }
}
