package dev.trainyard.cluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Who a container runs as; the container's own wishes come before the pod's.
 *
 * @param setUser whether anyone but the default was asked for
 */
record Security(
        long user,
        long group,
        List<Long> groups,
        boolean setUser,
        boolean privileged,
        boolean noNewPrivileges,
        boolean readOnlyRoot) {

    static Security of(Pod pod, Container container) {
        var own = Optional.ofNullable(container.getSecurityContext());
        var shared = Optional.ofNullable(pod.getSpec().getSecurityContext());
        var user = own.map(SecurityContext::getRunAsUser).or(() -> shared.map(PodSecurityContext::getRunAsUser));
        var group = own.map(SecurityContext::getRunAsGroup).or(() -> shared.map(PodSecurityContext::getRunAsGroup));
        var groups = new ArrayList<Long>();
        shared.map(PodSecurityContext::getFsGroup).ifPresent(groups::add);
        shared.map(PodSecurityContext::getSupplementalGroups).ifPresent(groups::addAll);
        return new Security(
                user.orElse(0L),
                group.orElse(0L),
                List.copyOf(groups),
                user.isPresent() || group.isPresent() || !groups.isEmpty(),
                is(own, SecurityContext::getPrivileged),
                own.map(SecurityContext::getAllowPrivilegeEscalation)
                        .filter(allowed -> !allowed)
                        .isPresent(),
                is(own, SecurityContext::getReadOnlyRootFilesystem));
    }

    private static boolean is(Optional<SecurityContext> context, Function<SecurityContext, Boolean> flag) {
        return context.map(flag).orElse(false);
    }
}
