package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;
import static com.fasterxml.jackson.annotation.Nulls.AS_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;

/**
 * How many pods of a role are in which phase.
 *
 * @param active pods that run
 * @param succeeded pods that ended well
 * @param failed pods that ended badly
 * @param selector a label selector that finds the pods of the role; empty where unset
 */
public record ReplicaStatus(
        int active,
        int succeeded,
        int failed,

        @JsonInclude(NON_EMPTY) @JsonSetter(nulls = AS_EMPTY)
        String selector) {}
