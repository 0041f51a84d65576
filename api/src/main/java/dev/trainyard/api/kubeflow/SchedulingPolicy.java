package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;

/**
 * How a gang scheduler treats the job.
 *
 * @param minAvailable how many pods must be schedulable together before any starts
 * @param queue the scheduler's queue
 * @param minResources the resources that must be free before any pod starts
 * @param priorityClass the priority of the whole gang
 * @param scheduleTimeoutSeconds seconds that the gang may wait to be scheduled
 */
@ValidationRule(
        value = "!has(self.queue) || !has(oldSelf.queue) || self.queue == oldSelf.queue",
        message = "queue can't change: delete the job and create it anew")
public record SchedulingPolicy(
        Optional<Integer> minAvailable,
        Optional<String> queue,

        @JsonInclude(NON_EMPTY) Map<String, Quantity> minResources,

        Optional<String> priorityClass,
        Optional<Integer> scheduleTimeoutSeconds) {}
