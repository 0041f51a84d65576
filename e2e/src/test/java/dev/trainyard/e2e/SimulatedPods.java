package dev.trainyard.e2e;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Pods that are nothing but what their status says: this plays the scheduler and the kubelets of some nodes. */
final class SimulatedPods implements SoakPods, ResourceEventHandler<Pod> {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
    private static final int NODES = 5;

    private final KubernetesClient client;
    private final Map<String, SoakJob> jobs;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
    private final List<String> nodes = new ArrayList<>();
    private final AtomicInteger nodeNumber = new AtomicInteger();
    private final Map<String, Life> lives = new ConcurrentHashMap<>();

    /** By pod name, how often its trainer has ended by itself. */
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();

    private final SharedIndexInformer<Pod> informer;

    SimulatedPods(KubernetesClient client, List<SoakJob> jobs) {
        this.client = client;
        this.jobs = jobs.stream().collect(Collectors.toMap(SoakJob::name, Function.identity()));
        for (int i = 0; i < NODES; i++) {
            addNode();
        }
        informer = client.pods().inform(this);
    }

    @Override
    public String spec(SoakJob job, String container, String role) {
        return """
                {"schedulerName": "soak", "containers": [{"name": "%s", "image": "scenario/shell:1"}]}""".formatted(container);
    }

    @Override
    public void onAdd(Pod pod) {
        var life = new Life(pod);
        if (lives.putIfAbsent(pod.getMetadata().getUid(), life) == null) {
            later(life::begin, 300);
        }
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            later(() -> remove(pod), 200);
        }
    }

    /** This pod, and not the next of its name. */
    private void remove(Pod pod) {
        client.raw(
                path(pod),
                "DELETE",
                new DeleteOptionsBuilder()
                        .withApiVersion("v1")
                        .withKind("DeleteOptions")
                        .withGracePeriodSeconds(0L)
                        .withNewPreconditions()
                        .withUid(pod.getMetadata().getUid())
                        .endPreconditions()
                        .build());
    }

    private static String path(Pod pod) {
        return "/api/v1/namespaces/%s/pods/%s"
                .formatted(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
    }

    @Override
    public void onDelete(Pod pod, boolean deletedFinalStateUnknown) {
        lives.remove(pod.getMetadata().getUid());
    }

    @Override
    public void killTrainer(Random random) {
        var running = lives.values().stream()
                .filter(life -> life.job.robust() && life.running)
                .toList();
        if (!running.isEmpty()) {
            running.get(random.nextInt(running.size())).end(137);
        }
    }

    @Override
    public void loseNode(Random random) {
        String gone;
        synchronized (nodes) {
            gone = nodes.remove(random.nextInt(nodes.size()));
        }
        addNode();
        client.nodes().withName(gone).delete();
        // What the pod garbage collector does in its own time.
        client.pods().withField("spec.nodeName", gone).withGracePeriod(0).delete();
    }

    private void addNode() {
        var name = "soak-node-" + nodeNumber.incrementAndGet();
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        synchronized (nodes) {
            nodes.add(name);
        }
    }

    private String someNode() {
        synchronized (nodes) {
            return nodes.get(ThreadLocalRandom.current().nextInt(nodes.size()));
        }
    }

    /** Does something within so many milliseconds. */
    private void later(Runnable task, int milliseconds) {
        if (!threads.isShutdown()) {
            var _ = threads.schedule(
                    () -> {
                        try {
                            task.run();
                        } catch (KubernetesClientException e) {
                            // The pod has gone, or is another by now.
                        }
                    },
                    ThreadLocalRandom.current().nextInt(milliseconds),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** One pod's, from its binding to its end. */
    private final class Life {
        private final Pod pod;
        private final String name;
        private final SoakJob job;
        private volatile boolean running;
        private int restarts;

        Life(Pod pod) {
            this.pod = pod;
            name = pod.getMetadata().getName();
            job = Objects.requireNonNull(
                    jobs.get(pod.getMetadata().getLabels().get("training.kubeflow.org/job-name")), name);
        }

        void begin() {
            bind();
            running("{\"running\": {}}");
            running = true;
            await();
        }

        private void bind() {
            client.raw(
                    path(pod) + "/binding",
                    "POST",
                    new BindingBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withUid(pod.getMetadata().getUid())
                            .endMetadata()
                            .withNewTarget()
                            .withKind("Node")
                            .withName(someNode())
                            .endTarget()
                            .build());
        }

        /** Until the trainer ends by itself. */
        private void await() {
            int fate = job.fate(name.substring(job.name().length() + 1), ends.getOrDefault(name, 0));
            if (fate != SoakJob.RUNS_ON) {
                later(
                        () -> {
                            if (end(fate)) {
                                ends.merge(name, 1, Integer::sum);
                            }
                        },
                        2000);
            }
        }

        /** Whether it still ran. */
        synchronized boolean end(int code) {
            if (!running) {
                return false;
            }
            var ended = "{\"terminated\": {\"exitCode\": %d}}".formatted(code);
            if (code != 0 && !pod.getSpec().getRestartPolicy().equals("Never")) {
                restarts++;
                running("{\"running\": {}}, \"lastState\": " + ended);
                await();
            } else {
                running = false;
                status(code == 0 ? "Succeeded" : "Failed", ended);
            }
            return true;
        }

        private void running(String state) {
            status("Running", state);
        }

        private void status(String phase, String state) {
            var container = pod.getSpec().getContainers().getFirst();
            client.pods().resource(pod).subresource("status").patch(MERGE, """
                            {"metadata": {"uid": "%s"}, "status": {"phase": "%s", "containerStatuses": [
                             {"name": "%s", "image": "%s", "imageID": "", "ready": false, "restartCount": %d, "state": %s}]}}""".formatted(
                    pod.getMetadata().getUid(), phase, container.getName(), container.getImage(), restarts, state));
        }
    }

    @Override
    public void close() {
        informer.close();
        threads.shutdownNow();
    }
}
