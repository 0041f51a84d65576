package dev.trainyard.cluster.node.probe;

import java.util.Optional;

/**
 * What a probe has come to: its verdict changes only after enough answers of one kind in a row.
 *
 * @param verdict empty until the first verdict
 * @param row how many answers in a row were like the last one
 * @param lastPassed the last answer
 */
record ProbeState(Optional<Boolean> verdict, int row, boolean lastPassed) {
    static final ProbeState INITIAL = new ProbeState(Optional.empty(), 0, false);

    ProbeState after(boolean passed, int successThreshold, int failureThreshold) {
        var inRow = row > 0 && passed == lastPassed ? row + 1 : 1;
        var reached = inRow >= (passed ? successThreshold : failureThreshold);
        return new ProbeState(reached ? Optional.of(passed) : verdict, inRow, passed);
    }
}
