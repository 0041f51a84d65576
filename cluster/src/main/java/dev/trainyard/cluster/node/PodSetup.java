package dev.trainyard.cluster.node;

import dev.trainyard.cluster.node.volume.PodVolumes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a container gets from its pod when it starts.
 *
 * @param volumes by name
 * @param hosts the pod's {@code /etc/hosts}
 * @param gpus the ids of the GPUs of each container, by its name
 */
record PodSetup(Map<String, PodVolumes.Ready> volumes, Path hosts, Map<String, List<String>> gpus) {}
