package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * A pod's {@code /etc/hosts}: the host's own lines, then the names by which cluster DNS would know pods and services.
 * All of them are on this machine, at one address.
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
        return host.stripTrailing() + "\n\n# Trainyard: this pod, and the pods and services that it can meet\n"
                + line(address, own) + "\n"
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

    /** In place, for containers have the file itself mounted; a shorter text is cut off last. */
    static void write(Path file, String contents) throws IOException {
        var bytes = contents.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Objects.equals(Files.readString(file), contents)) {
            return;
        }
        try (var channel = Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.wrap(bytes));
            channel.truncate(bytes.length);
        }
    }
}
