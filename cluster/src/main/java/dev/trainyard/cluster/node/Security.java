package dev.trainyard.cluster.node;

import dev.trainyard.cluster.image.ImageConfig;
import dev.trainyard.cluster.node.container.Capabilities;
import dev.trainyard.cluster.node.container.Confinement;
import dev.trainyard.cluster.node.container.Confinement.Users;
import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the security contexts of a pod and its container mean on this node; the container's own wishes come before the
 * pod's. Every field is either done or refused: {@code docs/security.md} has the table.
 */
final class Security {
    /** The settings that belong to an IPC namespace, of which each container has its own. */
    private static final Pattern OWN_SYSCTLS = Pattern.compile(
            "kernel[./](shm_rmid_forced|shmall|shmmax|shmmni|msgmax|msgmnb|msgmni|sem)|fs[./]mqueue[./]\\w+");

    private static final String APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

    private final Pod pod;
    private final Container container;
    private final Optional<ImageConfig.User> imageUser;
    private final AgentRights rights;
    private final SecurityContext own;
    private final PodSecurityContext shared;

    private Security(Pod pod, Container container, Optional<ImageConfig.User> imageUser, AgentRights rights) {
        this.pod = pod;
        this.container = container;
        this.imageUser = imageUser;
        this.rights = rights;
        this.own = Optional.ofNullable(container.getSecurityContext())
                .orElseGet(() -> new SecurityContextBuilder().build());
        this.shared = Optional.ofNullable(pod.getSpec().getSecurityContext()).orElseGet(PodSecurityContext::new);
    }

    /**
     * How the container is to be confined.
     *
     * @param imageUser who runs it where neither it nor the pod says so; root if empty
     */
    static Confinement of(Pod pod, Container container, Optional<ImageConfig.User> imageUser, AgentRights rights)
            throws SecurityProblem {
        return new Security(pod, container, imageUser, rights).confinement();
    }

    /** Whether the container's root is read-only where nothing is mounted. */
    static boolean readOnlyRoot(Container container) {
        return Optional.ofNullable(container.getSecurityContext())
                .map(SecurityContext::getReadOnlyRootFilesystem)
                .orElse(false);
    }

    private Confinement confinement() throws SecurityProblem {
        refuseWhatIsNotDone();
        var privileged = is(own.getPrivileged());
        var user = either(SecurityContext::getRunAsUser, PodSecurityContext::getRunAsUser);
        checkNonRoot(user);
        var unmasked = "Unmasked".equals(own.getProcMount());
        return new Confinement(
                users(privileged, unmasked),
                user.or(() -> imageUser.map(ImageConfig.User::uid)).orElse(0L),
                either(SecurityContext::getRunAsGroup, PodSecurityContext::getRunAsGroup)
                        // The image's group belongs to the image's user.
                        .or(() -> user.isPresent() ? Optional.empty() : imageUser.flatMap(ImageConfig.User::gid))
                        .orElse(0L),
                groups(),
                privileged ? Capabilities.ALL : capabilities(),
                Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
                !privileged && filtersCalls(),
                !privileged && !unmasked,
                is(pod.getSpec().getHostIPC()),
                privileged,
                sysctls());
    }

    private void refuseWhatIsNotDone() throws SecurityProblem {
        PodSpec spec = pod.getSpec();
        refuse(is(spec.getHostPID()), "hostPID", "every container has processes of its own here");
        refuse(
                is(spec.getShareProcessNamespace()),
                "shareProcessNamespace",
                "every container has processes of its own here");
        refuse(
                spec.getRuntimeClassName() != null
                        && !spec.getRuntimeClassName().isEmpty(),
                "runtimeClassName",
                "this node has one way to run containers");
        refuse(
                spec.getOs() != null && "windows".equals(spec.getOs().getName()),
                "os.name: windows",
                "this is a Linux node");
        refuse(
                own.getWindowsOptions() != null || shared.getWindowsOptions() != null,
                "securityContext.windowsOptions",
                "this is a Linux node");
        refuse(
                own.getSeLinuxOptions() != null || shared.getSeLinuxOptions() != null,
                "securityContext.seLinuxOptions",
                "this node sets no SELinux labels");
        var appArmor = either(SecurityContext::getAppArmorProfile, PodSecurityContext::getAppArmorProfile)
                .map(AppArmorProfile::getType)
                .or(() -> Optional.ofNullable(pod.getMetadata().getAnnotations())
                        .map(all -> all.get(APPARMOR_ANNOTATION + container.getName())))
                .orElse("Unconfined");
        refuse(
                !appArmor.equalsIgnoreCase("unconfined"),
                "securityContext.appArmorProfile",
                "this node loads no AppArmor profiles");
        refuse(
                rights == AgentRights.ORDINARY_USER
                        && !shared.getSupplementalGroups().isEmpty(),
                "securityContext.supplementalGroups",
                "an ordinary user runs this node agent, and cannot give groups to containers");
    }

    private static void refuse(boolean asked, String field, String why) throws SecurityProblem {
        if (asked) {
            throw new SecurityProblem("%s is not supported on this node: %s. Remove the field".formatted(field, why));
        }
    }

    private void checkNonRoot(Optional<Long> user) throws SecurityProblem {
        var demanded = either(SecurityContext::getRunAsNonRoot, PodSecurityContext::getRunAsNonRoot)
                .orElse(false);
        if (!demanded || user.or(() -> imageUser.map(ImageConfig.User::uid)).orElse(0L) != 0) {
            return;
        }
        // As a kubelet says it.
        var what = user.isPresent()
                ? "container's runAsUser breaks non-root policy"
                : "container has runAsNonRoot and image will run as root";
        throw new SecurityProblem(
                "%s (pod: \"%s_%s(%s)\", container: %s): set securityContext.runAsUser to another user than 0"
                        .formatted(
                                what,
                                pod.getMetadata().getName(),
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getUid(),
                                container.getName()));
    }

    private Users users(boolean privileged, boolean unmasked) throws SecurityProblem {
        var hostUsers = Optional.ofNullable(pod.getSpec().getHostUsers());
        var asked = hostUsers.filter(host -> !host).isPresent();
        if (unmasked && rights == AgentRights.ROOT_WITH_USER_NAMESPACES && !hostUsers.orElse(false)) {
            return Users.OWN;
        }
        if ((asked || unmasked) && rights == AgentRights.ROOT) {
            throw new SecurityProblem((unmasked ? "securityContext.procMount: Unmasked" : "hostUsers: false")
                    + " needs user namespaces with mounts that map owners, which this machine has not: Linux 6.3"
                    + " and a file system that knows of them, or a node agent of an ordinary user");
        }
        if (unmasked && hostUsers.orElse(false)) {
            throw new SecurityProblem("securityContext.procMount: Unmasked needs hostUsers: false");
        }
        if (hostUsers.orElse(false) && rights == AgentRights.ORDINARY_USER) {
            throw new SecurityProblem("hostUsers: true is not supported on this node: an ordinary user runs its agent,"
                    + " and containers always have a user namespace then. Remove the field");
        }
        if (asked) {
            return Users.OWN;
        }
        var host = privileged
                || is(pod.getSpec().getHostIPC())
                || hostUsers.orElse(false)
                || rights != AgentRights.ROOT_WITH_USER_NAMESPACES;
        return host ? Users.HOST : Users.ANY;
    }

    private List<Long> groups() {
        var groups = new ArrayList<Long>();
        Optional.ofNullable(shared.getFsGroup()).ifPresent(groups::add);
        groups.addAll(shared.getSupplementalGroups());
        return List.copyOf(groups);
    }

    private List<Integer> capabilities() throws SecurityProblem {
        var asked = own.getCapabilities();
        var added = asked == null ? List.<String>of() : asked.getAdd();
        var dropped = asked == null ? List.<String>of() : asked.getDrop();
        for (var names : List.of(added, dropped)) {
            var unknown = Capabilities.unknown(names);
            if (unknown.isPresent()) {
                throw new SecurityProblem(
                        "unknown capability \"%s\" in securityContext.capabilities of container \"%s\""
                                .formatted(unknown.get(), container.getName()));
            }
        }
        return Capabilities.of(added, dropped);
    }

    private boolean filtersCalls() throws SecurityProblem {
        var type = either(SecurityContext::getSeccompProfile, PodSecurityContext::getSeccompProfile)
                .map(SeccompProfile::getType)
                .orElse("RuntimeDefault");
        if (type.equals("Localhost")) {
            throw new SecurityProblem("securityContext.seccompProfile.type: Localhost is not supported on this node:"
                    + " it reads no profiles from files. Use RuntimeDefault or Unconfined");
        }
        return !type.equals("Unconfined");
    }

    private Map<String, String> sysctls() throws SecurityProblem {
        var sysctls = new LinkedHashMap<String, String>();
        for (var sysctl : shared.getSysctls()) {
            if (!OWN_SYSCTLS.matcher(sysctl.getName()).matches()
                    || is(pod.getSpec().getHostIPC())) {
                throw new SecurityProblem(
                        "forbidden sysctl: \"%s\" belongs to the whole machine, or to its network, which"
                                        .formatted(sysctl.getName())
                                + " all pods share. Remove it from securityContext.sysctls");
            }
            sysctls.put(sysctl.getName(), sysctl.getValue());
        }
        return sysctls;
    }

    private <T> Optional<T> either(Function<SecurityContext, T> ofContainer, Function<PodSecurityContext, T> ofPod) {
        return Optional.ofNullable(own)
                .map(ofContainer)
                .or(() -> Optional.ofNullable(shared).map(ofPod));
    }

    private static boolean is(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
