package dev.trainyard.cluster.node.container;

import java.util.Map;

/**
 * A control group that holds one container.
 *
 * @param path its folder below {@code /sys/fs/cgroup}
 * @param files what to write into which of its files, the limits
 */
public record Cgroup(String path, Map<String, String> files) {}
