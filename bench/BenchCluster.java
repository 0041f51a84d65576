import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** A cluster whose nodes are KWOK's, as the benchmark uses it. */
record BenchCluster(PlainClient.Server server) {
    private static final int CLIENTS = 16;
    private static final int NODES = 20;
    private static final Pattern NAME = Pattern.compile("\"name\":\"([^\"]+)\",\"namespace\"");
    private static final Pattern ADDED = Pattern.compile("^\\{\"type\":\"ADDED\"");
    private static final Pattern SUCCEEDED = Pattern.compile("\"type\":\"Succeeded\"");
    private static final String META_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";

    /** The requests that only an operator sends while a burst is measured: pods and Services, statuses, events, questions. */
    private static final List<Pattern> OF_AN_OPERATOR = List.of(
            Pattern.compile("group=\"\",.*resource=\"(pods|services)\",scope=\"resource\",subresource=\"\",verb=\"POST\""),
            Pattern.compile("group=\"\",.*resource=\"events\",.*verb=\"(POST|PATCH|PUT)\""),
            Pattern.compile("group=\"kubeflow.org\",.*resource=\"tfjobs\",.*verb=\"(GET|PUT|PATCH)\""),
            Pattern.compile("group=\"kubeflow.org\",.*subresource=\"status\",verb=\"(PUT|PATCH)\""),
            Pattern.compile("group=\"trainyard.dev\",.*verb=\"(LIST|GET)\""),
            Pattern.compile("group=\"\",.*resource=\"(pods|services)\",.*subresource=\"\",verb=\"(GET|PATCH|PUT|DELETE|LIST)\""));

    void makeNodes() throws Exception {
        var nodes = new ArrayList<String>();
        for (int i = 0; i < NODES; i++) {
            nodes.add("""
                    {"apiVersion":"v1","kind":"Node","metadata":{"name":"fake-%d","labels":{"kubernetes.io/hostname":"fake-%d"}},"status":{\
                    "allocatable":{"cpu":"64","memory":"256Gi","pods":"110"},"capacity":{"cpu":"64","memory":"256Gi","pods":"110"},\
                    "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"}]}}""".formatted(i, i));
        }
        make("/api/v1/nodes", nodes);
    }

    void makeNamespace(String name) throws Exception {
        make("/api/v1/namespaces", List.of("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"%s"}}""".formatted(name)));
    }

    /** Deletes it, and returns once all that was in it is gone. */
    void deleteNamespace(String name) throws Exception {
        try (var client = new PlainClient(server)) {
            client.ask("DELETE", "/api/v1/namespaces/" + name, "", 200);
            while (!client.ask("GET", "/api/v1/namespaces/" + name, "", 200, 404).contains("NotFound")) {
                Thread.sleep(500);
            }
        }
        Thread.sleep(2000);
    }

    void makeJobs(String namespace, List<String> jobs) throws Exception {
        make(tfjobs(namespace), jobs);
    }

    private void make(String path, List<String> objects) throws Exception {
        inParallel(objects.size(), (client, number) -> client.ask("POST", path, objects.get(number), 201, 409));
    }

    static String tfjobs(String namespace) {
        return "/apis/kubeflow.org/v1/namespaces/" + namespace + "/tfjobs";
    }

    interface Request {
        void send(PlainClient client, int number) throws IOException;
    }

    /** Does something so often, from as many connections as the operator works on jobs at a time. */
    void inParallel(int count, Request request) throws Exception {
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

    /** How many requests of an operator's kinds the server has answered so far. */
    long requests() throws IOException {
        try (var client = new PlainClient(server)) {
            return client.ask("GET", "/metrics", "", 200)
                    .lines()
                    .filter(line -> line.startsWith("apiserver_request_total{"))
                    .filter(line -> OF_AN_OPERATOR.stream()
                            .anyMatch(kind -> kind.matcher(line).find()))
                    .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                    .sum();
        }
    }

    /** Counts the pods that a watch of a namespace brings. */
    Seen pods(String namespace) throws IOException {
        return new Seen("pods", "/api/v1/namespaces/" + namespace + "/pods", META_ONLY, ADDED);
    }

    /** Counts its jobs that have succeeded. */
    Seen succeeded(String namespace) throws IOException {
        return new Seen("jobs", tfjobs(namespace), "application/json", SUCCEEDED);
    }

    /** Counts the objects that a watch has shown in some state. */
    final class Seen implements AutoCloseable {
        private final String what;
        private final String path;
        private final String accept;
        private final Pattern state;
        private final Set<String> names = ConcurrentHashMap.newKeySet();
        private volatile PlainClient client;
        private volatile boolean closed;

        private Seen(String what, String path, String accept, Pattern state) throws IOException {
            this.what = what;
            this.path = path + "?watch=true&resourceVersion=0";
            this.accept = accept;
            this.state = state;
            client = new PlainClient(server);
            Thread.ofPlatform().daemon().start(this::watch);
        }

        /** A server under load hangs up on a client that reads too slowly; a new watch begins with all that is there. */
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
