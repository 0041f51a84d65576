package dev.trainyard.operator.telemetry;

import dev.trainyard.api.trainyard.ArtifactsStatus;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.stream.Collectors;

/**
 * Counters with the names and labels of Training Operator v1.9, so that its dashboards go on working, and of pods,
 * which it counts but does not serve; and of uploads, from what their summaries say. Written out here since Prometheus'
 * Java library refuses a name that ends in {@code _created_total}, as one of v1's does.
 */
public final class Metrics implements Telemetry {
    private final Map<String, Map<String, DoubleAdder>> counters = new ConcurrentSkipListMap<>();

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

    @Override
    public void uploadEnded(String namespace, String framework, ArtifactsStatus artifacts) {
        if (artifacts.phase().equals("Failed")) {
            count("trainyard_uploads_failed_total", namespace, framework);
            return;
        }
        count("trainyard_uploads_total", namespace, framework);
        add(
                "trainyard_uploaded_files_total",
                namespace,
                framework,
                artifacts.files().orElse(0L));
        add(
                "trainyard_uploaded_bytes_total",
                namespace,
                framework,
                artifacts.bytes().orElse(0L));
        add(
                "trainyard_upload_seconds_total",
                namespace,
                framework,
                artifacts.seconds().orElse(0.0));
    }

    private void count(String name, String namespace, String framework) {
        add(name, namespace, framework, 1);
    }

    private void add(String name, String namespace, String framework, double amount) {
        // Neither a namespace nor a framework has a character that would have to be escaped.
        var labels = "{framework=\"%s\",job_namespace=\"%s\"}".formatted(framework, namespace);
        counters.computeIfAbsent(name, _ -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(labels, _ -> new DoubleAdder())
                .add(amount);
    }

    /** All of them in Prometheus' text format, version 0.0.4. */
    public String text() {
        return counters.entrySet().stream()
                .map(counter -> "# TYPE %s counter\n".formatted(counter.getKey())
                        + counter.getValue().entrySet().stream()
                                .map(value -> "%s%s %s\n"
                                        .formatted(
                                                counter.getKey(),
                                                value.getKey(),
                                                number(value.getValue().sum())))
                                .collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
