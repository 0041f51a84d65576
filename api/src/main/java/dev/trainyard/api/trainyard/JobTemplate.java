package dev.trainyard.api.trainyard;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Optional;

/**
 * A training job without its name.
 *
 * @param apiVersion {@code kubeflow.org/v1}
 * @param kind {@code TFJob} or {@code PyTorchJob}
 * @param metadata the labels and annotations of the jobs
 * @param spec the job's spec; checked by the job's own rules when the schedule is made or changed
 */
@ValidationRule(
        value = "self.apiVersion == 'kubeflow.org/v1' && self.kind in ['TFJob', 'PyTorchJob']",
        message = "jobTemplate is a TFJob or PyTorchJob of kubeflow.org/v1",
        fieldPath = ".kind")
public record JobTemplate(
        @Required String apiVersion,
        @Required String kind,
        Optional<JobTemplateMetadata> metadata,
        @Required JsonNode spec) {}
