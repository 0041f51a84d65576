package dev.trainyard.cluster.node.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * Who a container runs as, and what keeps it apart from the host.
 *
 * @param users whose numbers the container's users have on the host; an ordinary user's containers are always that
 *     user's
 * @param uid the user that the process sees itself as
 * @param gid its group
 * @param groups its supplementary groups
 * @param capabilities the numbers of the capabilities that its root can have
 * @param noNewPrivileges whether set-user-ID programs have no effect
 * @param seccomp whether the system calls that containers have no use for are refused
 * @param masked whether parts of {@code /proc} and {@code /sys} are hidden or read-only
 * @param hostIpc whether it has the host's shared memory and message queues
 * @param allDevices whether it has all devices of the host
 * @param sysctls kernel settings of its own, by name
 */
public record Confinement(
        Users users,
        long uid,
        long gid,
        List<Long> groups,
        List<Integer> capabilities,
        boolean noNewPrivileges,
        boolean seccomp,
        boolean masked,
        boolean hostIpc,
        boolean allDevices,
        Map<String, String> sysctls) {

    /** Whose numbers the users of a container that root starts have on the host. */
    public enum Users {
        /** Nobody's: the container has a user namespace of its own, or does not start. */
        @JsonProperty("own")
        OWN,
        /** Nobody's, or the host's where a file system that is mounted knows nothing of such namespaces. */
        @JsonProperty("any")
        ANY,
        /** The host's: root in the container is root, with fewer capabilities. */
        @JsonProperty("host")
        HOST
    }

    /** The usual one of a container that runs as root and asks for nothing. */
    public static Confinement usual(Users users) {
        return new Confinement(users, 0, 0, List.of(), Capabilities.USUAL, false, true, true, false, false, Map.of());
    }
}
