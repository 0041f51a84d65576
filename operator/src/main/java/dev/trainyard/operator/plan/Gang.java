package dev.trainyard.operator.plan;

import dev.trainyard.api.kubeflow.SchedulingPolicy;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a job asks of a gang scheduler: its schedulingPolicy, and what v1 makes of the rest of its spec where that does
 * not say.
 *
 * @param minMember how many pods start together or not at all
 * @param minResources what they need together; absent where they ask for nothing
 * @param queue the queue that the job stands in
 * @param priorityClass the priority of the job
 * @param scheduleTimeoutSeconds how long pods wait for the others once one could start
 */
record Gang(
        int minMember,
        Optional<Map<String, String>> minResources,
        Optional<String> queue,
        Optional<String> priorityClass,
        Optional<Integer> scheduleTimeoutSeconds) {

    static Gang of(TrainingJob job) {
        var policy = job.runPolicy().schedulingPolicy();
        int minMember = policy.flatMap(SchedulingPolicy::minAvailable).orElse(needed(job));
        var resources = policy.map(SchedulingPolicy::minResources)
                .filter(given -> !given.isEmpty())
                .orElseGet(() -> requests(job, minMember));
        return new Gang(
                minMember,
                Optional.of(text(resources)).filter(given -> !given.isEmpty()),
                policy.flatMap(SchedulingPolicy::queue).filter(name -> !name.isEmpty()),
                policy.flatMap(SchedulingPolicy::priorityClass).filter(name -> !name.isEmpty()),
                policy.flatMap(SchedulingPolicy::scheduleTimeoutSeconds));
    }

    /** All replicas, but of an elastic job's workers only those that it cannot do without. */
    private static int needed(TrainingJob job) {
        return job.roles().stream()
                .mapToInt(role -> role.key().equals("worker")
                        ? Math.min(
                                role.replicas(),
                                job.particulars().fewestWorkers().orElse(role.replicas()))
                        : role.replicas())
                .sum();
    }

    /** What the first pods ask for, role by role. */
    private static Map<String, Quantity> requests(TrainingJob job, int pods) {
        var sum = new TreeMap<String, Quantity>();
        job.replicas()
                .limit(Math.max(0, pods))
                .flatMap(replica -> replica.role().template().getSpec().getContainers().stream())
                .map(Container::getResources)
                .forEach(resources ->
                        requests(resources).forEach((name, amount) -> sum.merge(name, amount, Quantity::add)));
        return sum;
    }

    /** Of what a container does not ask for it gets its limit, as pods do. */
    private static Map<String, Quantity> requests(@Nullable ResourceRequirements resources) {
        var requests = new TreeMap<String, Quantity>();
        if (resources != null) {
            requests.putAll(resources.getLimits());
            requests.putAll(resources.getRequests());
        }
        return requests;
    }

    private static Map<String, String> text(Map<String, Quantity> resources) {
        var text = new TreeMap<String, String>();
        resources.forEach((name, amount) -> text.put(name, amount.toString()));
        return text;
    }
}
