package dev.trainyard.cluster.scheduler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The nodes' marks in one subject, brought to 0 (the worst of them) to 100 (the best); all 0 where they are equal. */
record Scores(Map<String, Long> byNode) {
    private static final long BEST = 100;

    static Scores of(List<NodeState> nodes, ToLongFunction<NodeState> mark) {
        var marks = new HashMap<String, Long>();
        nodes.forEach(node -> marks.put(node.name(), mark.applyAsLong(node)));
        var statistics = marks.values().stream().mapToLong(Long::longValue).summaryStatistics();
        var range = statistics.getMax() - statistics.getMin();
        marks.replaceAll((node, value) -> range == 0 ? 0 : BEST * (value - statistics.getMin()) / range);
        return new Scores(marks);
    }

    long of(NodeState node) {
        return byNode.getOrDefault(node.name(), 0L);
    }
}
