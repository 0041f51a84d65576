package dev.trainyard.api.trainyard;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;

/**
 * What the jobs of a schedule carry besides what the schedule gives them.
 *
 * @param labels their labels
 * @param annotations their annotations
 */
public record JobTemplateMetadata(
        @JsonInclude(NON_EMPTY) Map<String, String> labels,
        @JsonInclude(NON_EMPTY) Map<String, String> annotations) {}
