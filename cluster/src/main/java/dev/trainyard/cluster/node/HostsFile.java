package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * A pod's {@code /etc/hosts}: the pod's own line, the host's lines, then the names by which cluster DNS would know pods
 * and services. All of them are on this machine, at one address. The pod's line is first because the resolver takes the
 * first line of an address for its name: a pod that finds itself to be {@code localhost} takes every pod for itself.
 */
final class HostsFile {
    private static final String DOMAIN = "svc.cluster.local";

    private HostsFile() {}

    static String hostname(Pod pod) {
        var given = pod.getSpec().getHostname();
        var name = given == null || given.isEmpty() ? pod.getMetadata().getName() : given;
        return name.length() > 63 ? name.substring(0, 63).replaceAll("[-.]+$", "") : name;
    }

    /** The contents for one pod. */
    static String contents(String host, Pod pod, String address, Collection<Pod> pods, Collection<Service> services) {
        var namespace = pod.getMetadata().getNamespace();
        var lines = new TreeSet<String>();
        for (var other : pods) {
            var subdomain = other.getSpec().getSubdomain();
            if (subdomain != null && !subdomain.isEmpty()) {
                var name = hostname(other) + "." + subdomain;
                lines.add(line(address, names(name, other.getMetadata().getNamespace(), namespace)));
            }
        }
        for (var service : services) {
            lines.add(line(
                    address,
                    names(service.getMetadata().getName(), service.getMetadata().getNamespace(), namespace)));
        }
        var aliases = new ArrayList<String>();
        for (var alias : pod.getSpec().getHostAliases()) {
            aliases.add(alias.getIp() + "\t" + String.join("\t", alias.getHostnames()));
        }
        var own = pod.getSpec().getSubdomain() == null
                ? List.of(hostname(pod))
                : List.of(
                        hostname(pod) + "." + pod.getSpec().getSubdomain() + "." + namespace + "." + DOMAIN,
                        hostname(pod));
        return "# Trainyard: this pod\n" + line(address, own) + "\n\n# The machine\n"
                + host.stripTrailing() + "\n\n# Trainyard: the pods and services that this pod can meet\n"
                + String.join("\n", lines) + (lines.isEmpty() ? "" : "\n")
                + String.join("\n", aliases) + (aliases.isEmpty() ? "" : "\n");
    }

    private static List<String> names(String name, String namespace, String seenFrom) {
        var names = new ArrayList<String>();
        names.add(name + "." + namespace + "." + DOMAIN);
        names.add(name + "." + namespace + ".svc");
        names.add(name + "." + namespace);
        if (namespace.equals(seenFrom)) {
            names.add(name);
        }
        return names;
    }

    private static String line(String address, List<String> names) {
        return address + "\t" + String.join("\t", names);
    }

    /**
     * In place, for containers have the file itself mounted; a shorter text is cut off last. Containers may write to
     * the file too, so no more of it is read than is expected there.
     */
    static void write(Path file, String contents) throws IOException {
        var bytes = contents.getBytes(StandardCharsets.UTF_8);
        if (holds(file, bytes)) {
            return;
        }
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
            channel.truncate(bytes.length);
        }
    }

    private static boolean holds(Path file, byte[] bytes) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(bytes.length + 1), bytes);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
