package dev.trainyard.cli.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a switch from Training Operator would mean for a cluster.
 *
 * @param operators Training Operator's Deployments
 * @param webhooks the names of its ValidatingWebhookConfigurations, which refuse all jobs while nobody answers them
 * @param others how many jobs of kinds there are that Trainyard does not run, by kind
 * @param jobs the others
 */
public record Migration(
        List<TrainingOperator> operators, List<String> webhooks, Map<String, Integer> others, List<JobReport> jobs) {

    /** The commands that make the switch, and what to know about each, in their order. */
    public List<String> steps(String trainyard) {
        var steps = new ArrayList<String>();
        operators.stream().filter(TrainingOperator::collides).map(this::rest).forEach(steps::add);
        for (var webhook : webhooks) {
            steps.add((others.isEmpty()
                                    ? "kubectl delete validatingwebhookconfiguration %s"
                                    : "kubectl edit validatingwebhookconfiguration %s, and remove the webhooks of tfjobs and pytorchjobs")
                            .formatted(webhook)
                    + "   (it refuses every job while nobody answers it)");
        }
        steps.add(trainyard + " install" + gangScheduler()
                + "   (brings its own CRDs for TFJob and PyTorchJob; jobs and pods stay)");
        steps.add("kubectl get tfjobs,pytorchjobs -A   (running jobs go on, finished ones stay as they are)");
        return steps;
    }

    /** Training Operator goes on for the kinds that Trainyard does not run. */
    private String rest(TrainingOperator operator) {
        var patch = "kubectl -n %s %s deployment/%s".formatted(operator.namespace(), "%s", operator.name());
        return others.isEmpty()
                ? patch.formatted("scale") + " --replicas=0   (two operators must not work on the same jobs)"
                : patch.formatted("edit") + ", and add "
                        + others.keySet().stream()
                                .sorted()
                                .map(kind -> "--enable-scheme=" + kind.toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(" "))
                        + " to its command   (two operators must not work on the same jobs)";
    }

    private String gangScheduler() {
        return operators.stream()
                .flatMap(operator -> operator.gangScheduler().stream())
                .findFirst()
                .map(name -> " --gang-scheduler " + name)
                .orElse("");
    }

    /** How many jobs there are with something of this weight, and nothing worse. */
    long count(Finding.Weight weight) {
        return jobs.stream()
                .filter(job -> job.has(weight))
                .filter(job -> weight == Finding.Weight.REFUSED || !job.has(Finding.Weight.REFUSED))
                .count();
    }

    /** What a person reads first. */
    public String summary() {
        var refused = count(Finding.Weight.REFUSED);
        var changed = count(Finding.Weight.CHANGES);
        return "%d %s: %d would be refused when made again, %d would behave differently, %d would not."
                .formatted(
                        jobs.size(),
                        jobs.size() == 1 ? "job" : "jobs",
                        refused,
                        changed,
                        jobs.size() - refused - changed);
    }
}
