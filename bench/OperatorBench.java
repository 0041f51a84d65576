import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Measures an operator on a cluster whose nodes are KWOK's: how fast it makes the pods of many jobs, beside a client that makes the same
 * pods and does nothing else, and what finished jobs cost it.
 *
 * <pre>
 * java bench/OperatorBench.java URL CA-FILE TOKEN FOLDER VERB
 *   nodes                           makes the nodes
 *   model MIX -- COMMAND...         has an operator run one job, and keeps its pods in FOLDER for "bare"
 *   bare MIX                        measures the bare limit, and keeps it in FOLDER
 *   burst MIX NAME -- COMMAND...    measures the operator, just started and warm, beside the last bare limit
 *   finished N[,N...] -- COMMAND... measures the operator among finished jobs
 * </pre>
 *
 * <p>The command starts the operator; with {@code --namespace NAME} after it, for that namespace alone.
 */
final class OperatorBench {
    private static final int PROBES = 20;

    private final BenchCluster cluster;
    private final Path folder;

    private OperatorBench(BenchCluster cluster, Path folder) {
        this.cluster = cluster;
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        var server = PlainClient.Server.of(args[0], Path.of(args[1]), args[2]);
        var bench = new OperatorBench(new BenchCluster(server), Path.of(args[3]));
        var words = Arrays.asList(args);
        var command = words.subList(words.indexOf("--") + 1, words.size());
        switch (args[4]) {
            case "nodes" -> bench.cluster.makeNodes();
            case "model" -> bench.model(Mix.of(args[5]), command);
            case "bare" -> bench.bare(Mix.of(args[5]));
            case "burst" -> bench.burst(Mix.of(args[5]), args[6], command);
            case "finished" ->
                bench.finished(Arrays.stream(args[5].split(",")).map(Integer::valueOf).toList(), command);
            default -> throw new IllegalArgumentException(args[4]);
        }
        System.exit(0);
    }

    private static void print(String text, Object... values) {
        System.out.println(text.formatted(values));
    }

    /** What the operator makes of one job: its pods, as another would make them. */
    private void model(Mix mix, List<String> operator) throws Exception {
        cluster.makeNamespace("model");
        cluster.makeJobs("model", List.of(mix.job("model")));
        try (var seen = cluster.pods("model");
                var succeeded = cluster.succeeded("model");
                var _ = OperatorProcess.start(operator, log())) {
            seen.await(Mix.WORKERS + 1);
            succeeded.await(1);
            try (var client = new PlainClient(cluster.server())) {
                var pods = new ArrayList<String>();
                for (int i = 0; i <= Mix.WORKERS; i++) {
                    var name = i == 0 ? "model-chief-0" : "model-worker-" + (i - 1);
                    pods.add(asMade(client.ask("GET", "/api/v1/namespaces/model/pods/" + name, "", 200)));
                }
                Files.write(modelOf(mix), pods);
            }
        } finally {
            cluster.deleteNamespace("model");
        }
    }

    /** Without what the server, the scheduler and the kubelet have added, and without an owner. */
    private static String asMade(String json) throws Exception {
        var python = new ProcessBuilder("python3", "-c", """
                import json, sys
                pod = json.load(sys.stdin)
                for field in "uid", "resourceVersion", "creationTimestamp", "managedFields", "ownerReferences", "generation", "namespace":
                    pod["metadata"].pop(field, None)
                for field in "nodeName", "tolerations", "schedulerName", "securityContext", "terminationGracePeriodSeconds", "dnsPolicy", \
                        "enableServiceLinks", "preemptionPolicy", "priority":
                    pod["spec"].pop(field, None)
                pod.pop("status")
                json.dump(pod, sys.stdout, separators=(",", ":"))""").start();
        python.getOutputStream().write(json.getBytes());
        python.getOutputStream().close();
        return new String(python.getInputStream().readAllBytes());
    }

    /** Pods a second of a client that knows what to make and waits for nothing but the server's answers. */
    private void bare(Mix mix) throws Exception {
        var pods = Files.readAllLines(modelOf(mix));
        var namespace = "bare-" + System.nanoTime();
        cluster.makeNamespace(namespace);
        try (var seen = cluster.pods(namespace)) {
            var begun = System.nanoTime();
            cluster.inParallel(Mix.JOBS, (client, number) -> {
                var name = "job-" + number;
                client.ask("POST", "/api/v1/namespaces/" + namespace + "/services", """
                        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s-pods"},"spec":{"clusterIP":"None",\
                        "publishNotReadyAddresses":true,"selector":{"training.kubeflow.org/job-name":"%s"},"ports":[{"name":"tfjob-port","port":2222}]}}"""
                                .formatted(name, name), 201);
                for (var pod : pods) {
                    client.ask("POST", "/api/v1/namespaces/" + namespace + "/pods", pod.replace("model", name), 201);
                }
            });
            seen.await(Mix.PODS);
            var limit = Mix.PODS / since(begun);
            print("%s: bare limit %.1f pods/s", mix, limit);
            Files.writeString(limitOf(mix), Double.toString(limit));
        }
        cluster.deleteNamespace(namespace);
    }

    /** How long one operator, just started, takes for all jobs, and again for as many. */
    private void burst(Mix mix, String name, List<String> operator) throws Exception {
        var waiting = "waiting-" + System.nanoTime();
        cluster.makeNamespace(waiting);
        cluster.makeJobs(waiting, List.of(mix.job("first")));
        try (var seen = cluster.pods(waiting)) {
            var begun = System.nanoTime();
            try (var process = OperatorProcess.start(operator, log())) {
                seen.await(1);
                print("%s: %s, start to the first pod %.2f s, %.2f CPU s, %d MiB", mix, name, since(begun), process.cpuSeconds(), process.residentMiB());
                for (var heat : List.of("cold", "warm")) {
                    burst(mix, name, heat, process);
                }
            }
        }
        cluster.deleteNamespace(waiting);
    }

    private void burst(Mix mix, String name, String heat, OperatorProcess process) throws Exception {
        var namespace = heat + "-" + System.nanoTime();
        cluster.makeNamespace(namespace);
        var limit = Double.parseDouble(Files.readString(limitOf(mix)));
        var cpuBefore = process.cpuSeconds();
        var requestsBefore = cluster.requests();
        try (var seen = cluster.pods(namespace);
                var succeeded = cluster.succeeded(namespace)) {
            var begun = System.nanoTime();
            cluster.makeJobs(namespace, mix.jobs());
            seen.await(Mix.PODS);
            var rate = Mix.PODS / since(begun);
            var cpu = process.cpuSeconds() - cpuBefore;
            succeeded.await(Mix.JOBS);
            var ended = since(begun);
            // Events come behind the work.
            Thread.sleep(3000);
            print(
                    "%s: %s, %s, %.1f pods/s = %.0f %% of the limit, all succeeded after %.1f s; %.2f CPU s until the pods are there, %.2f in all; %.1f requests a job; peak %d MiB",
                    mix, name, heat, rate, rate * 100 / limit, ended, cpu, process.cpuSeconds() - cpuBefore,
                    (cluster.requests() - requestsBefore) / (double) Mix.JOBS, process.peakMiB());
        }
        cluster.deleteNamespace(namespace);
    }

    /** What so many finished jobs cost, and how soon a new one starts beside them. */
    private void finished(List<Integer> sizes, List<String> operator) throws Exception {
        cluster.makeNamespace("finished");
        int there = 0;
        for (var size : sizes) {
            finish("finished", there, size, "");
            there = size;
            beside("finished", "%,6d finished jobs".formatted(size), operator);
        }
        cluster.makeNamespace("big");
        finish("big", 0, sizes.getFirst(), "x".repeat(10_000));
        beside("big", "%,6d whose pod spec is 10 KB bigger".formatted(sizes.getFirst()), operator);
    }

    private void finish(String namespace, int from, int to, String padding) throws Exception {
        cluster.inParallel(to - from, (client, number) -> {
            var name = "done-" + (from + number);
            client.ask("POST", BenchCluster.tfjobs(namespace), Mix.STEADY.job(name, padding), 201);
            client.ask("PATCH", BenchCluster.tfjobs(namespace) + "/" + name + "/status", """
                    {"status":{"startTime":"2026-01-01T00:00:00Z","completionTime":"2026-01-01T00:01:00Z","conditions":[%s,%s,%s],\
                    "replicaStatuses":{"Chief":{"succeeded":1},"Worker":{"succeeded":4}}}}""".formatted(
                            condition("Created"), condition("Running"), condition("Succeeded")), 200);
        });
    }

    private static String condition(String type) {
        return """
                {"type":"%s","status":"True","reason":"TFJob%s","message":"TFJob is %s.",\
                "lastUpdateTime":"2026-01-01T00:00:00Z","lastTransitionTime":"2026-01-01T00:00:00Z"}""".formatted(type, type, type);
    }

    private void beside(String namespace, String what, List<String> operator) throws Exception {
        var first = "first-" + System.nanoTime();
        cluster.makeJobs(namespace, List.of(Mix.STEADY.job(first)));
        try (var seen = cluster.pods(namespace)) {
            var begun = System.nanoTime();
            try (var process = OperatorProcess.start(operator, log(), "--namespace", namespace)) {
                seen.await(first + "-chief-0");
                var ready = since(begun);
                // It looks at each once.
                Thread.sleep(10_000);
                var cpu = process.cpuSeconds();
                var latencies = new double[PROBES];
                for (int i = 0; i < PROBES; i++) {
                    begun = System.nanoTime();
                    var probe = "new-" + begun;
                    cluster.makeJobs(namespace, List.of(Mix.STEADY.job(probe)));
                    seen.await(probe + "-chief-0");
                    latencies[i] = since(begun) * 1000;
                    Thread.sleep(500);
                }
                Arrays.sort(latencies);
                print(
                        "%s: start to the first pod %.2f s, %.2f CPU s; peak %d MiB, live heap %.1f MiB; a new job's first pod after %.0f ms (median; longest %.0f)",
                        what, ready, cpu, process.peakMiB(), process.liveHeapMiB(), latencies[PROBES / 2], latencies[PROBES - 1]);
            }
        }
    }

    private Path modelOf(Mix mix) {
        return folder.resolve("model-" + mix);
    }

    private Path limitOf(Mix mix) {
        return folder.resolve("limit-" + mix);
    }

    private Path log() {
        return folder.resolve("operator.log");
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }
}
