package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.ElasticPolicy;
import dev.trainyard.api.kubeflow.PyTorchJob;
import dev.trainyard.api.kubeflow.PyTorchJobSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * PyTorchJob: its roles, its defaults, and the environment that {@code torch.distributed} and {@code torchrun} read, as
 * Training Operator v1.9 has them. Torchrun takes a {@code PET_} variable for the option of its name that is not given.
 */
public final class PyTorch implements Framework {
    private static final String MASTER = "Master";
    private static final String WORKER = "Worker";
    private static final String SPECS = "spec.pytorchReplicaSpecs";
    private static final String AUTO = "auto";

    /** Reads a PyTorchJob and fills in its defaults. */
    public TrainingJob read(PyTorchJob job) {
        var spec = Optional.ofNullable(job.getSpec())
                .orElseGet(() -> new PyTorchJobSpec(Optional.empty(), Optional.empty(), Map.of(), Optional.empty()));
        var specification = new Specification(this, job.getMetadata()).read(SPECS, spec.pytorchReplicaSpecs());
        var workers = specification.replicas(WORKER);
        var problems = new ArrayList<>(specification.problems());
        problems(spec, workers).forEach(problems::add);
        return specification.job(
                spec.runPolicy(),
                new Particulars(
                        spec.elasticPolicy().isPresent() ? WorkerSuccess.ANY : WorkerSuccess.ALL,
                        false,
                        spec.elasticPolicy()
                                .filter(policy -> !policy.metrics().isEmpty())
                                .map(policy -> new Autoscaling(
                                        fewest(policy, workers.orElse(1)),
                                        most(policy, workers.orElse(1)),
                                        policy.metrics())),
                        spec.elasticPolicy().map(policy -> fewest(policy, workers.orElse(1))),
                        (training, replica, addresses) -> environment(spec, training, replica, addresses),
                        deprecations(spec)),
                problems,
                Objects.requireNonNullElse(job.getStatus(), TrainingJob.NEW));
    }

    @Override
    public String kind() {
        return "PyTorchJob";
    }

    @Override
    public String controller() {
        return "pytorchjob-controller";
    }

    @Override
    public String containerName() {
        return "pytorch";
    }

    @Override
    public String portName() {
        return "pytorchjob-port";
    }

    @Override
    public int defaultPort() {
        return 23456;
    }

    @Override
    public RestartPolicy defaultRestartPolicy() {
        return RestartPolicy.ON_FAILURE;
    }

    @Override
    public List<String> roles() {
        return List.of(MASTER, WORKER);
    }

    @Override
    public boolean isChief(String role) {
        return role.equals(MASTER);
    }

    @Override
    public boolean isJudged(String role) {
        return true;
    }

    @Override
    public boolean tellsSidecars() {
        return true;
    }

    @Override
    public String running(TrainingJob job) {
        return job.role(MASTER).isPresent()
                ? "PyTorchJob %s is running.".formatted(job.name())
                : Framework.super.running(job);
    }

    @Override
    public String succeeded(TrainingJob job) {
        return job.role(MASTER).isPresent()
                ? "PyTorchJob %s is successfully completed.".formatted(job.name())
                : Framework.super.succeeded(job);
    }

    private static Stream<String> problems(PyTorchJobSpec spec, Optional<Integer> workers) {
        var problems = Stream.<String>builder();
        spec.nprocPerNode()
                .filter(number -> !number.matches("[1-9][0-9]*|[a-z]+"))
                .ifPresent(number -> problems.add(
                        "spec.nprocPerNode is \"" + number + "\": use auto, cpu, gpu or a number of processes from 1"));
        spec.elasticPolicy().ifPresent(policy -> {
            if (workers.isEmpty()) {
                problems.add("spec.elasticPolicy is about workers, and " + SPECS
                        + " has none: describe the role Worker, or remove the policy");
            }
            int fewest = fewest(policy, workers.orElse(1));
            int most = most(policy, workers.orElse(1));
            if (fewest < 1 || most < fewest) {
                problems.add("spec.elasticPolicy allows " + fewest + " to " + most
                        + " workers: make minReplicas 1 or more, and maxReplicas not less");
            }
            if (spec.nprocPerNode().isPresent() && policy.nProcPerNode().isPresent()) {
                problems.add("spec.elasticPolicy.nProcPerNode is the old name of spec.nprocPerNode: remove it");
            }
        });
        return problems.build();
    }

    private static List<String> deprecations(PyTorchJobSpec spec) {
        return spec.elasticPolicy().flatMap(ElasticPolicy::nProcPerNode).stream()
                .map(_ -> "spec.elasticPolicy.nProcPerNode is deprecated, use spec.nprocPerNode instead")
                .toList();
    }

    private static Map<String, String> environment(
            PyTorchJobSpec spec, TrainingJob job, Replica replica, Addresses addresses) {
        var environment = new LinkedHashMap<String, String>();
        environment.put("PYTHONUNBUFFERED", "1");
        var processes = processesPerPod(spec);
        long pods = job.replicas().count();
        job.replicas().filter(it -> it.role().name().equals(MASTER)).forEach(master -> {
            var port = Integer.toString(addresses.port(master));
            environment.put("MASTER_PORT", port);
            environment.put("PET_MASTER_PORT", port);
            environment.put("MASTER_ADDR", addresses.briefHost(master));
            environment.put("PET_MASTER_ADDR", addresses.briefHost(master));
            // How many processes auto or gpu makes is known in the pod alone; torchrun sets both anew in each of them.
            environment.put("WORLD_SIZE", Long.toString(pods * (isNumber(processes) ? Long.parseLong(processes) : 1)));
            var rank = Integer.toString(replica.equals(master) ? 0 : replica.index() + 1);
            environment.put("RANK", rank);
            environment.put("PET_NODE_RANK", rank);
        });
        environment.put("PET_NPROC_PER_NODE", processes);
        spec.elasticPolicy()
                .ifPresentOrElse(
                        policy -> environment.putAll(elastic(policy, job, replica, addresses)),
                        () -> environment.put("PET_NNODES", Long.toString(pods)));
        return environment;
    }

    private static Map<String, String> elastic(
            ElasticPolicy policy, TrainingJob job, Replica replica, Addresses addresses) {
        var environment = new LinkedHashMap<String, String>();
        var workers = job.role(WORKER).orElseThrow();
        var backend = policy.rdzvBackend().orElse("c10d");
        var meeting = meeting(policy, job);
        environment.put(
                "PET_RDZV_ENDPOINT",
                meeting.map(host -> addresses.briefHost(host) + ":"
                                + addresses.handedOut(host).or(policy::rdzvPort).orElse(workers.port()))
                        .orElseGet(() -> policy.rdzvHost().orElseThrow() + ":"
                                + policy.rdzvPort().orElse(workers.port())));
        environment.put("PET_RDZV_BACKEND", backend);
        environment.put("PET_NNODES", fewest(policy, workers.replicas()) + ":" + most(policy, workers.replicas()));
        policy.maxRestarts().ifPresent(most -> environment.put("PET_MAX_RESTARTS", most.toString()));
        policy.rdzvId().ifPresent(id -> environment.put("PET_RDZV_ID", id));
        var settings = new LinkedHashMap<String, String>();
        policy.rdzvConf()
                .forEach(setting ->
                        settings.put(setting.key().orElse(""), setting.value().orElse("")));
        // Where pods share one network, torchrun cannot tell them apart by their addresses: it would take several for
        // one,
        // and each meeting point for its own, so that whoever comes first is the one that the others cannot do without.
        addresses.handedOut(replica).ifPresent(_ -> environment.put("PET_LOCAL_ADDR", addresses.briefHost(replica)));
        meeting.filter(host ->
                        backend.equals("c10d") && addresses.handedOut(host).isPresent())
                .ifPresent(host -> settings.putIfAbsent("is_host", Boolean.toString(replica.equals(host))));
        if (!settings.isEmpty()) {
            environment.put(
                    "PET_RDZV_CONF",
                    settings.entrySet().stream()
                            .map(setting -> setting.getKey() + "=" + setting.getValue())
                            .collect(Collectors.joining(",")));
        }
        if (policy.standalone().orElse(false)) {
            // v1 leaves it empty, which torchrun cannot read as a number and ends by.
            environment.put("PET_STANDALONE", "1");
        }
        return environment;
    }

    /**
     * The replica that the workers meet at: worker 0, or the one whose pod is named, as v1's Services are; absent where
     * the meeting point is none of the job's.
     */
    private static Optional<Replica> meeting(ElasticPolicy policy, TrainingJob job) {
        return policy.rdzvHost()
                .map(host -> job.replicas()
                        .filter(it -> it.podName(job).equals(host))
                        .findFirst())
                .orElseGet(() -> job.role(WORKER).map(workers -> new Replica(workers, 0)));
    }

    private static String processesPerPod(PyTorchJobSpec spec) {
        return spec.nprocPerNode()
                .or(() -> spec.elasticPolicy()
                        .flatMap(ElasticPolicy::nProcPerNode)
                        .map(String::valueOf))
                .orElse(AUTO);
    }

    private static boolean isNumber(String processes) {
        return processes.matches("[0-9]{1,9}");
    }

    private static int fewest(ElasticPolicy policy, int workers) {
        return policy.minReplicas().or(policy::maxReplicas).orElse(workers);
    }

    private static int most(ElasticPolicy policy, int workers) {
        return policy.maxReplicas().or(policy::minReplicas).orElse(workers);
    }
}
