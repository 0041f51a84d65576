package dev.trainyard.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One job of the soak: what its replicas are going to do, and so which verdict it earns, whatever is done to it
 * meanwhile.
 *
 * @param kind TFJob or PyTorchJob
 * @param name its name, unlike any other of either kind
 * @param restartPolicy of all its replicas
 * @param backoffLimit how many restarts it may have; -1 for as many as it takes
 * @param fates by replica, such as {@code worker-0}: what the trainer ends with, run by run, and at last again and
 *     again
 * @param verdict Succeeded or Failed
 * @param robust whether a trainer that is killed is run again, and as often as it takes
 */
record SoakJob(
        String kind,
        String name,
        String restartPolicy,
        int backoffLimit,
        Map<String, List<Integer>> fates,
        String verdict,
        boolean robust) {
    /** A trainer that does not end by itself. */
    static final int RUNS_ON = -1;

    private static final List<Integer> RETRIED = List.of(130, 137, 143);

    static List<SoakJob> all(int count, Random random) {
        var jobs = new ArrayList<SoakJob>();
        for (int i = 0; i < count; i++) {
            jobs.add(of(i, random));
        }
        return jobs;
    }

    private static SoakJob of(int number, Random random) {
        var kind = random.nextBoolean() ? "TFJob" : "PyTorchJob";
        int workers = random.nextInt(3);
        var story = random.nextInt(5);
        return switch (story) {
            case 0, 1 -> {
                var policy = List.of("Never", "OnFailure", "ExitCode").get(random.nextInt(3));
                yield job(kind, number, policy, -1, workers, random.nextInt(workers + 1), List.of(0), 0);
            }
            case 2 -> {
                // No restart helps.
                var policy = random.nextBoolean() ? "Never" : "ExitCode";
                yield job(
                        kind,
                        number,
                        policy,
                        -1,
                        workers,
                        random.nextInt(workers + 1),
                        List.of(1 + random.nextInt(127)),
                        RUNS_ON);
            }
            case 3 -> {
                // Some restarts, and as many are allowed.
                int restarts = 1 + random.nextInt(3);
                var fate = new ArrayList<>(codes(restarts, random));
                fate.add(0);
                yield job(
                        kind,
                        number,
                        "ExitCode",
                        random.nextBoolean() ? restarts : -1,
                        workers,
                        random.nextInt(workers + 1),
                        fate,
                        0);
            }
            default -> {
                // One restart too many.
                int limit = random.nextInt(3);
                yield job(
                        kind,
                        number,
                        "ExitCode",
                        limit,
                        workers,
                        random.nextInt(workers + 1),
                        codes(limit + 1, random),
                        RUNS_ON);
            }
        };
    }

    private static List<Integer> codes(int count, Random random) {
        var codes = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            codes.add(RETRIED.get(random.nextInt(RETRIED.size())));
        }
        return codes;
    }

    /** A job of which one replica has the story, and the others do something that changes nothing about it. */
    private static SoakJob job(
            String kind, int number, String policy, int limit, int workers, int hero, List<Integer> fate, int others) {
        var fates = new TreeMap<String, List<Integer>>();
        var chief = kind.equals("TFJob") ? "chief-0" : "master-0";
        fates.put(chief, hero == 0 ? fate : List.of(others));
        for (int i = 0; i < workers; i++) {
            fates.put("worker-" + i, hero == i + 1 ? fate : List.of(others));
        }
        boolean succeeds = others == 0;
        return new SoakJob(
                kind,
                "soak-" + number,
                policy,
                limit,
                fates,
                succeeds ? "Succeeded" : "Failed",
                succeeds && limit < 0 && !policy.equals("Never"));
    }

    /** What a trainer ends with that has ended so often before. */
    int fate(String replica, int before) {
        var fate = Objects.requireNonNull(fates.get(replica), replica);
        return fate.get(Math.min(before, fate.size() - 1));
    }

    /** What is in each replica's template. */
    interface Template {
        /** A pod's spec as JSON. */
        String spec(SoakJob job, String container, String role);
    }

    String manifest(Template template) {
        var replicas = fates.keySet().stream()
                .collect(Collectors.groupingBy(
                        replica -> replica.substring(0, replica.indexOf('-')), TreeMap::new, Collectors.counting()));
        var container = kind.equals("TFJob") ? "tensorflow" : "pytorch";
        var specs = replicas.entrySet().stream()
                .map(role -> """
                        "%s": {"replicas": %d, "restartPolicy": "%s", "template": {"spec": %s}}""".formatted(
                                capitalized(role.getKey()),
                                role.getValue(),
                                restartPolicy,
                                template.spec(this, container, role.getKey())))
                .collect(Collectors.joining(", "));
        return """
                {"apiVersion": "kubeflow.org/v1", "kind": "%s", "metadata": {"name": "%s", "annotations": {"trainyard.dev/artifacts": "false"}},
                 "spec": {"runPolicy": {%s}, "%sReplicaSpecs": {%s}}}""".formatted(
                        kind,
                        name,
                        backoffLimit < 0 ? "" : "\"backoffLimit\": " + backoffLimit,
                        kind.equals("TFJob") ? "tf" : "pytorch",
                        specs);
    }

    private static String capitalized(String role) {
        return Character.toUpperCase(role.charAt(0)) + role.substring(1);
    }
}
