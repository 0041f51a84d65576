package dev.trainyard.cluster.node.container;

import java.util.List;
import java.util.Map;

/**
 * All that the shim must know to start a container; it is written as JSON beside the container's other files.
 *
 * @param argv the command and its arguments, not empty
 * @param advice what to say beside the reason if the command cannot be executed, empty for nothing
 * @param env the whole environment of the process
 * @param cwd the working directory, made if it is missing
 * @param hostname what the container calls itself
 * @param confinement who it runs as, and what keeps it apart from the host
 * @param rootfs the folder that becomes the container's root
 * @param mounts laid into the root in this order
 * @param devices names below {@code /dev} beside the usual ones
 * @param cgroups the control groups to make and join
 * @param log the file for the output
 * @param logMaxBytes the size at which the log is set aside and a new one begun
 * @param readOnlyRoot whether the root is read-only where nothing is mounted
 * @param stopSignal the name of the signal that asks the process to end
 * @param shmBytes the size of {@code /dev/shm}
 * @param maxTasks how many processes and threads an ordinary user's container may have
 * @param restartDelayMillis for the agent: how long a restart after this run waits
 */
public record ContainerSpec(
        List<String> argv,
        String advice,
        Map<String, String> env,
        String cwd,
        String hostname,
        Confinement confinement,
        String rootfs,
        List<Mount> mounts,
        List<String> devices,
        List<Cgroup> cgroups,
        String log,
        long logMaxBytes,
        boolean readOnlyRoot,
        String stopSignal,
        long shmBytes,
        long maxTasks,
        long restartDelayMillis) {}
