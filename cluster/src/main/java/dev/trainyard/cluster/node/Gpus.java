package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs of this machine, and which pod holds which. Who holds what is kept in each pod's folder, so that it outlives
 * the agent.
 */
final class Gpus {
    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);
    static final String RESOURCE = "nvidia.com/gpu";
    private static final String FILE = "gpus";
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");
    private static final int PATIENCE_SECONDS = 10;

    /** More than any machine has, and so many of them can be added up. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    private final List<Gpu> all;
    private final Map<Path, List<String>> held = new HashMap<>();

    /**
     * A GPU.
     *
     * @param id its UUID, by which CUDA means the same one everywhere, whatever order it counts in
     * @param product such as {@code NVIDIA-H200}, empty if it is not known
     * @param memoryMib empty if it is not known
     */
    record Gpu(String id, String product, Optional<Long> memoryMib) {}

    Gpus(List<Gpu> all, Path pods) throws IOException {
        this.all = List.copyOf(all);
        if (Files.isDirectory(pods)) {
            try (var folders = Files.newDirectoryStream(pods, Files::isDirectory)) {
                for (var pod : folders) {
                    if (Files.exists(pod.resolve(FILE))) {
                        held.put(pod, Files.readAllLines(pod.resolve(FILE)));
                    }
                }
            }
        }
    }

    List<Gpu> all() {
        return all;
    }

    /** How many a container asks for. */
    static int wanted(Container container) {
        var limits = container.getResources() == null
                ? null
                : container.getResources().getLimits();
        var quantity = limits == null ? null : limits.get(RESOURCE);
        return quantity == null ? 0 : quantity.getNumericalAmount().min(MOST).intValue();
    }

    /** What the labels of GPU feature discovery say of a node with these. */
    static Map<String, String> labels(List<Gpu> gpus) {
        if (gpus.isEmpty()) {
            return Map.of();
        }
        var labels = new LinkedHashMap<String, String>();
        labels.put("nvidia.com/gpu.present", "true");
        labels.put("nvidia.com/gpu.count", Integer.toString(gpus.size()));
        var first = gpus.getFirst();
        if (!first.product().isEmpty()) {
            labels.put("nvidia.com/gpu.product", first.product());
        }
        first.memoryMib().ifPresent(memory -> labels.put("nvidia.com/gpu.memory", Long.toString(memory)));
        return labels;
    }

    /**
     * Hands out that many to a pod, the same ones when asked again. Empty if there are not enough.
     *
     * @param pod the pod's folder
     */
    synchronized Optional<List<String>> allocate(Path pod, int count) throws IOException {
        var before = held.get(pod);
        if (before != null) {
            return Optional.of(before);
        }
        var taken = new HashSet<String>();
        held.values().forEach(taken::addAll);
        var free = all.stream()
                .map(Gpu::id)
                .filter(id -> !taken.contains(id))
                .limit(count)
                .toList();
        if (free.size() < count) {
            return Optional.empty();
        }
        Files.createDirectories(pod);
        Files.write(pod.resolve(FILE), free);
        held.put(pod, free);
        return Optional.of(free);
    }

    synchronized int free() {
        return all.size() - held.values().stream().mapToInt(List::size).sum();
    }

    /** The pod is over: others may have them. */
    synchronized void release(Path pod) {
        if (held.remove(pod) == null) {
            return;
        }
        try {
            Files.deleteIfExists(pod.resolve(FILE));
        } catch (IOException e) {
            LOG.warn("{} could not be removed; the next agent will take its GPUs for taken: {}", pod.resolve(FILE), e);
        }
    }

    /** Those that nvidia-smi lists, or else those that the driver does. */
    static List<Gpu> find() throws InterruptedException {
        var listed = ask();
        return listed.isEmpty() ? fromDriver() : listed;
    }

    private static List<Gpu> ask() throws InterruptedException {
        try {
            var process = new ProcessBuilder(
                            "nvidia-smi", "--query-gpu=uuid,name,memory.total", "--format=csv,noheader,nounits")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly(); // A sick driver never answers.
                return List.of();
            }
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.exitValue() == 0 ? parse(answer) : List.of();
        } catch (IOException e) {
            return List.of(); // No such program: no such GPUs, or none that it could tell of.
        }
    }

    static List<Gpu> parse(String answer) {
        var line = Pattern.compile("(GPU-\\S+), (.*), (\\d+|\\[.*\\])");
        var gpus = new ArrayList<Gpu>();
        answer.lines().map(line::matcher).filter(match -> match.matches()).forEach(match -> {
            var memory = match.group(3);
            var known = Character.isDigit(memory.charAt(0));
            gpus.add(new Gpu(
                    match.group(1),
                    label(match.group(2)),
                    known ? Optional.of(Long.parseLong(memory)) : Optional.empty()));
        });
        return gpus;
    }

    private static List<Gpu> fromDriver() {
        var gpus = new ArrayList<Gpu>();
        try (var devices = Files.newDirectoryStream(DRIVER)) {
            for (var device : devices) {
                parseInformation(Files.readAllLines(device.resolve("information")))
                        .ifPresent(gpus::add);
            }
        } catch (IOException e) {
            return List.of(); // No driver, no GPUs.
        }
        return gpus;
    }

    /** One GPU as the driver describes it; empty if it does not tell its UUID, without which nobody can be given it. */
    static Optional<Gpu> parseInformation(List<String> lines) {
        return information(lines, "GPU UUID")
                .filter(uuid -> uuid.startsWith("GPU-") && !uuid.contains("?"))
                .map(uuid -> new Gpu(uuid, label(information(lines, "Model").orElse("")), Optional.empty()));
    }

    private static Optional<String> information(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .findFirst();
    }

    /** As the value of a label: {@code NVIDIA-H100-80GB-HBM3}. */
    private static String label(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    }
}
