import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * Measures an operator on a cluster whose nodes are KWOK's: how fast it makes the pods of many jobs, beside a client that makes the same
 * pods and does nothing else, and what finished jobs cost it.
 *
 * <p>{@code java bench/OperatorBench.java URL CA-FILE TOKEN FOLDER ROUNDS FINISHED[,FINISHED...] -- COMMAND...}: the command starts the
 * operator; with {@code --namespace NAME} after it, for that namespace alone.
 */
final class OperatorBench {
    private static final int JOBS = 200;
    private static final int WORKERS = 4;
    private static final int PODS = JOBS * (WORKERS + 1);
    private static final int CLIENTS = 16;
    private static final int NODES = 20;
    private static final int PROBES = 20;
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\",\"namespace\"");
    private static final Pattern ADDED = Pattern.compile("^\\{\"type\":\"ADDED\"");
    private static final Pattern SUCCEEDED = Pattern.compile("\"type\":\"Succeeded\"");
    private static final String META_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    private final PlainClient.Server server;
    private final Path folder;
    private final List<String> operator;

    private OperatorBench(PlainClient.Server server, Path folder, List<String> operator) {
        this.server = server;
        this.folder = folder;
        this.operator = operator;
    }

    public static void main(String[] args) throws Exception {
        var bench = new OperatorBench(
                PlainClient.Server.of(args[0], Path.of(args[1]), args[2]),
                Path.of(args[3]),
                Arrays.asList(args).subList(7, args.length));
        bench.makeNodes();
        var pods = bench.pods();
        bench.bare("warm-up", pods); // the server's; nobody is judged by it
        for (int round = 1; round <= Integer.parseInt(args[4]); round++) {
            print("round %d: bare limit %.1f pods/s", round, bench.bare("bare-" + round, pods));
            bench.burst(round);
        }
        if (!args[5].isEmpty()) {
            bench.finished(Arrays.stream(args[5].split(",")).map(Integer::valueOf).toList());
        }
        System.exit(0);
    }

    private static void print(String text, Object... values) {
        System.out.println(text.formatted(values));
    }

    /** How long one operator, just started, takes for all jobs, and again for as many. */
    private void burst(int round) throws Exception {
        var waiting = "waiting-" + round;
        makeNamespace(waiting);
        make(tfjobs(waiting), List.of(job("first", "")));
        try (var seen = pods(waiting)) {
            var begun = System.nanoTime();
            try (var process = OperatorProcess.start(operator, log())) {
                seen.await(1);
                print("round %d: start to the first pod %.2f s, %.2f CPU s, %d MiB", round, since(begun), process.cpuSeconds(), process.residentMiB());
                for (var heat : List.of("cold", "warm")) {
                    seconds(round, heat, process);
                }
            }
        }
        deleteNamespace(waiting);
    }

    private void seconds(int round, String heat, OperatorProcess process) throws Exception {
        var namespace = heat + "-" + round;
        makeNamespace(namespace);
        var before = process.cpuSeconds();
        try (var seen = pods(namespace);
                var succeeded = succeeded(namespace)) {
            var begun = System.nanoTime();
            make(tfjobs(namespace), jobs(JOBS, ""));
            seen.await(PODS);
            var made = since(begun);
            var cpu = process.cpuSeconds() - before;
            succeeded.await(JOBS);
            print(
                    "round %d: %s operator %.1f pods/s, all succeeded after %.1f s; CPU %.2f s until the pods are there, %.2f s in all = %.1f ms a pod; peak %d MiB",
                    round, heat, PODS / made, since(begun), cpu, process.cpuSeconds() - before, (process.cpuSeconds() - before) * 1000 / PODS, process.peakMiB());
        }
        deleteNamespace(namespace);
    }

    /** What the operator makes of one job: its pods, as another would make them. */
    private List<String> pods() throws Exception {
        makeNamespace("model");
        make(tfjobs("model"), List.of(job("model", "")));
        try (var seen = pods("model");
                var succeeded = succeeded("model");
                var _ = OperatorProcess.start(operator, log())) {
            seen.await(WORKERS + 1);
            succeeded.await(1);
            try (var client = new PlainClient(server)) {
                var pods = new ArrayList<String>();
                for (int i = 0; i <= WORKERS; i++) {
                    var name = i == 0 ? "model-chief-0" : "model-worker-" + (i - 1);
                    pods.add(asMade(client.ask("GET", "/api/v1/namespaces/model/pods/" + name, "", 200)));
                }
                return pods;
            }
        } finally {
            deleteNamespace("model");
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
    private double bare(String namespace, List<String> pods) throws Exception {
        makeNamespace(namespace);
        try (var seen = pods(namespace)) {
            var begun = System.nanoTime();
            inParallel(JOBS, (client, number) -> {
                var name = "job-" + number;
                client.ask("POST", "/api/v1/namespaces/" + namespace + "/services", """
                        {"apiVersion":"v1","kind":"Service","metadata":{"name":"%s-pods"},"spec":{"clusterIP":"None",\
                        "publishNotReadyAddresses":true,"selector":{"training.kubeflow.org/job-name":"%s"},"ports":[{"name":"tfjob-port","port":2222}]}}"""
                                .formatted(name, name), 201);
                for (var pod : pods) {
                    client.ask("POST", "/api/v1/namespaces/" + namespace + "/pods", pod.replace("model", name), 201);
                }
            });
            seen.await(PODS);
            var made = since(begun);
            deleteNamespace(namespace);
            return PODS / made;
        }
    }

    /** What so many finished jobs cost, and how soon a new one starts beside them. */
    private void finished(List<Integer> sizes) throws Exception {
        makeNamespace("finished");
        int there = 0;
        for (var size : sizes) {
            finish("finished", there, size, "");
            there = size;
            beside("finished", "%,6d finished jobs".formatted(size));
        }
        makeNamespace("big");
        finish("big", 0, sizes.getFirst(), "x".repeat(10_000));
        beside("big", "%,6d whose pod spec is 10 KB bigger".formatted(sizes.getFirst()));
    }

    private void finish(String namespace, int from, int to, String padding) throws Exception {
        inParallel(to - from, (client, number) -> {
            var name = "done-" + (from + number);
            client.ask("POST", tfjobs(namespace), job(name, padding), 201);
            client.ask("PATCH", tfjobs(namespace) + "/" + name + "/status", """
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

    private void beside(String namespace, String what) throws Exception {
        var first = "first-" + System.nanoTime();
        make(tfjobs(namespace), List.of(job(first, "")));
        try (var seen = pods(namespace)) {
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
                    make(tfjobs(namespace), List.of(job(probe, "")));
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

    private Path log() {
        return folder.resolve("operator.log");
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static String tfjobs(String namespace) {
        return "/apis/kubeflow.org/v1/namespaces/" + namespace + "/tfjobs";
    }

    private static List<String> jobs(int count, String padding) {
        var jobs = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            jobs.add(job("job-" + i, padding));
        }
        return jobs;
    }

    /** A chief and workers. An explicit None means the same to Trainyard and to Training Operator. */
    private static String job(String name, String padding) {
        return """
                {"apiVersion":"kubeflow.org/v1","kind":"TFJob","metadata":{"name":"%s"},"spec":{"runPolicy":{"cleanPodPolicy":"None"},\
                "tfReplicaSpecs":{"Chief":%s,"Worker":%s}}}""".formatted(name, replica(1, padding), replica(WORKERS, padding));
    }

    private static String replica(int count, String padding) {
        return """
                {"replicas":%d,"restartPolicy":"Never","template":{"spec":{"containers":[{"name":"tensorflow","image":"bench/train:1",\
                "command":["python","/app/train.py","--epochs=10","--batch-size=64"],"env":[{"name":"DATA","value":"/data"},{"name":"PADDING","value":"%s"}],\
                "resources":{"requests":{"cpu":"10m","memory":"16Mi"},"limits":{"memory":"64Mi"}},"volumeMounts":[{"name":"output","mountPath":"/output"}]}],\
                "volumes":[{"name":"output","emptyDir":{}}]}}}""".formatted(count, padding);
    }

    private void makeNodes() throws Exception {
        var nodes = new ArrayList<String>();
        for (int i = 0; i < NODES; i++) {
            nodes.add("""
                    {"apiVersion":"v1","kind":"Node","metadata":{"name":"fake-%d","labels":{"kubernetes.io/hostname":"fake-%d"}},"status":{\
                    "allocatable":{"cpu":"64","memory":"256Gi","pods":"110"},"capacity":{"cpu":"64","memory":"256Gi","pods":"110"},\
                    "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}}""".formatted(i, i));
        }
        make("/api/v1/nodes", nodes);
    }

    private void makeNamespace(String name) throws Exception {
        make("/api/v1/namespaces", List.of("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(name)));
    }

    /** Deletes it, and returns once all that was in it is gone. */
    private void deleteNamespace(String name) throws Exception {
        try (var client = new PlainClient(server)) {
            client.ask("DELETE", "/api/v1/namespaces/" + name, "", 200);
            while (!client.ask("GET", "/api/v1/namespaces/" + name, "", 200, 404).contains("NotFound")) {
                Thread.sleep(500);
            }
        }
        Thread.sleep(2000);
    }

    private void make(String path, List<String> objects) throws Exception {
        inParallel(objects.size(), (client, number) -> client.ask("POST", path, objects.get(number), 201, 409));
    }

    private interface Request {
        void send(PlainClient client, int number) throws IOException;
    }

    /** Does something so often, from as many connections as the operator works on jobs at a time. */
    private void inParallel(int count, Request request) throws Exception {
        var next = new AtomicInteger();
        int clients = Math.min(CLIENTS, count);
        try (var threads = Executors.newFixedThreadPool(Math.max(1, clients))) {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < clients; i++) {
                workers.add(threads.submit(() -> {
                    try (var client = new PlainClient(server)) {
                        for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                            request.send(client, number);
                        }
                    }
                    return null;
                }));
            }
            for (var worker : workers) {
                worker.get();
            }
        }
    }

    /** How many pods a watch of a namespace has brought. */
    private Seen pods(String namespace) throws IOException {
        return new Seen("pods", "/api/v1/namespaces/" + namespace + "/pods", META_ONLY, ADDED);
    }

    /** How many of its jobs have succeeded. */
    private Seen succeeded(String namespace) throws IOException {
        return new Seen("jobs", tfjobs(namespace), "application/json", SUCCEEDED);
    }

    /** Counts the objects that a watch has shown in some state. */
    private final class Seen implements AutoCloseable {
        private final String what;
        private final String path;
        private final String accept;
        private final Pattern state;
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private volatile PlainClient client;
        private volatile boolean closed;

        Seen(String what, String path, String accept, Pattern state) throws IOException {
            this.what = what;
            this.path = path + "?watch=true&resourceVersion=0";
            this.accept = accept;
            this.state = state;
            client = new PlainClient(server);
            Thread.ofPlatform().daemon().start(this::watch);
        }

        /** A server under load hangs up on who does not read fast enough; a new watch begins with all that is there. */
        private void watch() {
            while (!closed) {
                try {
                    var events = client.watch(path, accept);
                    while (true) {
                        var event = events.next();
                        var name = NAME.matcher(event);
                        if (state.matcher(event).find() && name.find()) {
                            names.add(name.group(1));
                        }
                    }
                } catch (IOException e) {
                    again();
                }
            }
        }

        private void again() {
            try {
                client.close();
                client = new PlainClient(server);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        void await(int count) throws InterruptedException {
            await(() -> names.size() >= count, Integer.toString(count));
        }

        void await(String name) throws InterruptedException {
            await(() -> names.contains(name), name);
        }

        private void await(BooleanSupplier condition, String wanted) throws InterruptedException {
            var deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("after five minutes %d %s, and not %s".formatted(names.size(), what, wanted));
                }
                Thread.sleep(2);
            }
        }

        @Override
        public void close() throws IOException {
            closed = true;
            client.close();
        }
    }
}
