package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import io.fabric8.generator.annotation.Required;

/**
 * One condition of a job.
 *
 * @param type Created, Running, Restarting, Waiting, Succeeded, Failed or Suspended
 * @param status True, False or Unknown
 * @param reason one CamelCase word, as v1 spells it: {@code TFJobSucceeded}
 * @param message one sentence for a person
 * @param lastUpdateTime RFC 3339 in UTC
 * @param lastTransitionTime when the status last changed, RFC 3339 in UTC
 */
public record JobCondition(
        @Required String type,
        @Required String status,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        String reason,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        String message,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        String lastUpdateTime,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        String lastTransitionTime) {}
