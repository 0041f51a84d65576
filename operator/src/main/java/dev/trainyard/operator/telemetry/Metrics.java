package dev.trainyard.operator.telemetry;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * Counters with the names and labels of Training Operator v1.9, so that its dashboards go on working, and of pods,
 * which it counts but does not serve. Written out here since Prometheus' Java library refuses a name that ends in
 * {@code _created_total}, as one of v1's does.
 */
public final class Metrics implements Telemetry {
    private final Map<String, Map<String, LongAdder>> counters = new ConcurrentSkipListMap<>();

    @Override
    public void job(String namespace, String framework, JobChange change) {
        count(
                "training_operator_jobs_%s_total".formatted(change.name().toLowerCase(Locale.ROOT)),
                namespace,
                framework);
    }

    @Override
    public void podCreated(String namespace, String framework) {
        count("training_operator_pods_created_total", namespace, framework);
    }

    @Override
    public void podDeleted(String namespace, String framework) {
        count("training_operator_pods_deleted_total", namespace, framework);
    }

    private void count(String name, String namespace, String framework) {
        // Neither a namespace nor a framework has a character that would have to be escaped.
        var labels = "{framework=\"%s\",job_namespace=\"%s\"}".formatted(framework, namespace);
        counters.computeIfAbsent(name, _ -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(labels, _ -> new LongAdder())
                .increment();
    }

    /** All of them in Prometheus' text format, version 0.0.4. */
    public String text() {
        return counters.entrySet().stream()
                .map(counter -> "# TYPE %s counter\n".formatted(counter.getKey())
                        + counter.getValue().entrySet().stream()
                                .map(value -> "%s%s %d\n"
                                        .formatted(
                                                counter.getKey(),
                                                value.getKey(),
                                                value.getValue().sum()))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }
}
