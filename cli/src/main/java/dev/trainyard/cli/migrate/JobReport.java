package dev.trainyard.cli.migrate;

import java.util.List;

/**
 * A job, and what would change for it.
 *
 * @param state its last condition; New where it has none
 * @param findings empty where all stays as it is
 */
public record JobReport(String kind, String namespace, String name, String state, List<Finding> findings) {
    boolean has(Finding.Weight weight) {
        return findings.stream().anyMatch(finding -> finding.weight() == weight);
    }
}
