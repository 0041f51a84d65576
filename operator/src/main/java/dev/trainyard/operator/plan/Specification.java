package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaSpec;
import dev.trainyard.api.kubeflow.RunPolicy;
import dev.trainyard.operator.pods.PrimaryContainer;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what all kinds of training jobs have in common, fills in v1's defaults, and says what is wrong. The CRD's rules
 * catch most of it at admission; what they let through must not crash the operator or keep it busy.
 */
final class Specification {
    private static final int LONGEST_HOST_NAME = 63;

    private static final RunPolicy DEFAULT_RUN_POLICY = new RunPolicy(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private final Framework framework;
    private final ObjectMeta metadata;
    private final List<Role> roles = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    Specification(Framework framework, ObjectMeta metadata) {
        this.framework = framework;
        this.metadata = metadata;
    }

    /** Reads the roles, whose keys v1 takes in any case, from the map at {@code path}. */
    Specification read(String path, Map<String, @Nullable ReplicaSpec> specs) {
        var byRole = new HashMap<String, String>();
        specs.forEach((key, spec) -> {
            var field = path + "." + key;
            var name = framework.roles().stream()
                    .filter(role -> role.equalsIgnoreCase(key))
                    .findFirst();
            if (name.isEmpty()) {
                problems.add(field + " is no role of a " + framework.kind() + ": use "
                        + String.join(", ", framework.roles()));
            } else if (byRole.putIfAbsent(name.get(), key) != null) {
                problems.add(field + " names the role of " + path + "." + byRole.get(name.get())
                        + " again: keep one of them");
            } else if (spec == null) {
                problems.add(field + " is empty: give it a template, or remove it");
            } else {
                role(field, name.get(), spec).ifPresent(roles::add);
            }
        });
        roles.sort(Comparator.comparingInt(role -> framework.roles().indexOf(role.name())));
        chiefs(path);
        if (problems.isEmpty() && roles.stream().mapToInt(Role::replicas).sum() == 0) {
            problems.add(path + " asks for no replica: give one of " + String.join(", ", framework.roles())
                    + " a template and a replica");
        }
        name();
        return this;
    }

    List<String> problems() {
        return problems;
    }

    /** How many replicas of the role there are to be; absent where there is no such role. */
    Optional<Integer> replicas(String role) {
        return roles.stream()
                .filter(it -> it.name().equals(role))
                .map(Role::replicas)
                .findFirst();
    }

    TrainingJob job(Optional<RunPolicy> runPolicy, Particulars particulars, List<String> problems, JobStatus status) {
        var policy = runPolicy.orElse(DEFAULT_RUN_POLICY);
        var all = new ArrayList<>(problems);
        all.addAll(RunPolicyProblems.of(policy));
        var annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.<String, String>of());
        WholeRestart.problem(annotations).ifPresent(all::add);
        return new TrainingJob(
                framework,
                metadata.getNamespace(),
                metadata.getName(),
                metadata.getUid(),
                Objects.requireNonNullElse(metadata.getLabels(), Map.of()),
                annotations,
                metadata.getDeletionTimestamp() != null,
                RunPolicyProblems.without(policy),
                particulars,
                List.copyOf(roles),
                List.copyOf(all),
                status);
    }

    private Optional<Role> role(String field, String name, ReplicaSpec spec) {
        int replicas = spec.replicas().orElse(1);
        if (replicas < 0) {
            problems.add(field + ".replicas is " + replicas + ": make it 0 or more");
        }
        var policyName = spec.restartPolicy().filter(text -> !text.isEmpty());
        var policy = policyName.map(RestartPolicy::of).orElse(Optional.of(framework.defaultRestartPolicy()));
        if (policy.isEmpty()) {
            problems.add(field + ".restartPolicy is \"" + policyName.orElseThrow()
                    + "\": use Never, OnFailure, Always or ExitCode");
        }
        var template = spec.template().filter(t -> t.getSpec() != null).orElseGet(PodTemplateSpec::new);
        var containers = template.getSpec() == null
                ? List.<Container>of()
                : template.getSpec().getContainers();
        var containersField = field + ".template.spec.containers";
        if (containers.isEmpty()) {
            problems.add(containersField + " is empty: add the container that trains, named \""
                    + framework.containerName() + "\"");
            return Optional.empty();
        }
        for (int i = 0; i < containers.size(); i++) {
            var image = containers.get(i).getImage();
            if (image == null || image.isEmpty()) {
                problems.add(containersField + "[" + i + "].image is empty: name the image that the container runs");
            }
        }
        var names = containers.stream().map(Container::getName).toList();
        var container = PrimaryContainer.among(names, framework.containerName());
        if (container.isEmpty()) {
            problems.add(containersField + " has " + String.join(", ", names)
                    + ", and none of them can be told to be the one that trains: name it \"" + framework.containerName()
                    + "\"");
        }
        if (container.isEmpty() || policy.isEmpty() || replicas < 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Role(name, replicas, policy.get(), template, container.get(), port(containers, container.get())));
    }

    private int port(List<Container> containers, String trainer) {
        return containers.stream()
                .filter(container -> container.getName().equals(trainer))
                .flatMap(container -> container.getPorts().stream())
                .filter(port -> framework.portName().equals(port.getName()))
                .map(port -> port.getContainerPort())
                .findFirst()
                .orElse(framework.defaultPort());
    }

    private void chiefs(String path) {
        var chiefs =
                roles.stream().filter(role -> framework.isChief(role.name())).toList();
        if (chiefs.size() > 1) {
            problems.add(path + " has "
                    + String.join(" and ", chiefs.stream().map(Role::name).toList())
                    + ", which are two names for one role: keep one of them");
        }
        for (var chief : chiefs) {
            if (chief.replicas() != 1) {
                problems.add(path + "." + chief.name() + ".replicas is " + chief.replicas()
                        + ": a job has one " + chief.name() + ", so make it 1"
                        + (chief.replicas() > 1 ? " and use Worker for the others" : ", or remove the role"));
            }
        }
    }

    private void name() {
        var name = metadata.getName();
        if (!name.matches("[a-z]([-a-z0-9]*[a-z0-9])?")) {
            problems.add("metadata.name is \"" + name
                    + "\": pods take their host names from it, so use lower-case letters, digits and \"-\", beginning with"
                    + " a letter");
        }
        int longest = roles.stream()
                .mapToInt(role -> role.key().length()
                        + Integer.toString(Math.max(0, role.replicas() - 1)).length()
                        + 2)
                .reduce("-pods".length(), Math::max);
        if (name.length() + longest > LONGEST_HOST_NAME) {
            problems.add("metadata.name is " + name.length() + " characters long: a host name has at most "
                    + LONGEST_HOST_NAME + ", and the longest of this job's adds " + longest + ", so use at most "
                    + (LONGEST_HOST_NAME - longest));
        }
    }
}
