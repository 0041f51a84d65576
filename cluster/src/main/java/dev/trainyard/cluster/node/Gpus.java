package dev.trainyard.cluster.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The GPUs of this machine, and which pod holds which. Who holds what is kept in each pod's folder, so that it outlives
 * the agent.
 */
final class Gpus {
    static final String RESOURCE = "nvidia.com/gpu";
    private static final String FILE = "gpus";

    private final List<Gpu> all;
    private final Map<Path, List<String>> held = new HashMap<>();

    /**
     * A GPU.
     *
     * @param index as CUDA counts
     * @param product such as {@code NVIDIA-H200}, empty if it is not known
     * @param memoryMib empty if it is not known
     */
    record Gpu(String index, String product, Optional<Long> memoryMib) {}

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
                .map(Gpu::index)
                .filter(index -> !taken.contains(index))
                .limit(count)
                .toList();
        if (free.size() < count) {
            return Optional.empty();
        }
        if (count > 0) {
            Files.createDirectories(pod);
            Files.write(pod.resolve(FILE), free);
            held.put(pod, free);
        }
        return Optional.of(free);
    }

    synchronized int free() {
        return all.size() - held.values().stream().mapToInt(List::size).sum();
    }

    synchronized void release(Path pod) {
        held.remove(pod);
    }

    /** Those that nvidia-smi lists, or else those whose driver files are there. */
    static List<Gpu> find() throws InterruptedException {
        var listed = ask();
        return listed.isEmpty() ? fromDriver(Path.of("/proc/driver/nvidia/gpus")) : listed;
    }

    private static List<Gpu> ask() throws InterruptedException {
        try {
            var process = new ProcessBuilder(
                            "nvidia-smi", "--query-gpu=index,name,memory.total", "--format=csv,noheader,nounits")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? parse(answer) : List.of();
        } catch (IOException e) {
            return List.of(); // No such program: no such GPUs, or none that it could tell of.
        }
    }

    static List<Gpu> parse(String answer) {
        var line = Pattern.compile("(\\d+), (.*), (\\d+|\\[.*\\])");
        var gpus = new ArrayList<Gpu>();
        answer.lines().map(line::matcher).filter(match -> match.matches()).forEach(match -> {
            var memory = match.group(3);
            var known = Character.isDigit(memory.charAt(0));
            gpus.add(new Gpu(
                    match.group(1),
                    match.group(2).replace(' ', '-'),
                    known ? Optional.of(Long.parseLong(memory)) : Optional.empty()));
        });
        return gpus;
    }

    private static List<Gpu> fromDriver(Path folder) {
        var gpus = new ArrayList<Gpu>();
        try (var devices = Files.newDirectoryStream(folder)) {
            for (var device : devices) {
                var model = Files.readAllLines(device.resolve("information")).stream()
                        .filter(line -> line.startsWith("Model:"))
                        .map(line -> line.substring("Model:".length()).strip().replace(' ', '-'))
                        .findFirst()
                        .orElse("");
                gpus.add(new Gpu(Integer.toString(gpus.size()), model, Optional.empty()));
            }
        } catch (IOException e) {
            return List.of();
        }
        return gpus;
    }
}
