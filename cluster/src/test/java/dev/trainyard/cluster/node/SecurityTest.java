package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trainyard.cluster.image.ImageConfig;
import dev.trainyard.cluster.node.container.Confinement;
import dev.trainyard.cluster.node.container.Confinement.Users;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    @Test
    void aPodThatAsksForNothingGetsWhatContainerdDropsAndUsersOfItsOwn() throws SecurityProblem {
        var usual = of("", "", AgentRights.ROOT_WITH_USER_NAMESPACES);

        assertThat(usual).isEqualTo(Confinement.usual(Users.ANY));
        assertThat(usual.capabilities()).doesNotContain(13, 27).contains(0, 1, 18); // No NET_RAW, no MKNOD.
        assertThat(of("", "", AgentRights.ROOT)).isEqualTo(Confinement.usual(Users.HOST));
        assertThat(of("", "", AgentRights.ORDINARY_USER)).isEqualTo(Confinement.usual(Users.HOST));
    }

    @Test
    void theContainersOwnWishesComeBeforeThePods() throws SecurityProblem {
        var confinement = of(
                "securityContext: {runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4], seccompProfile: {type: Unconfined}}",
                "runAsUser: 10, seccompProfile: {type: RuntimeDefault}, allowPrivilegeEscalation: false",
                AgentRights.ROOT);

        assertThat(confinement.uid()).isEqualTo(10);
        assertThat(confinement.gid()).isEqualTo(2);
        assertThat(confinement.groups()).containsExactly(3L, 4L);
        assertThat(confinement.seccomp()).isTrue();
        assertThat(confinement.noNewPrivileges()).isTrue();
    }

    @Test
    void capabilitiesAreAddedAndDropped() throws SecurityProblem {
        assertThat(capabilities("add: [SYS_PTRACE, CAP_NET_RAW], drop: [chown]"))
                .contains(13, 19)
                .doesNotContain(0);
        assertThat(capabilities("drop: [ALL]")).isEmpty();
        assertThat(capabilities("drop: [ALL], add: [NET_BIND_SERVICE]")).containsExactly(10);
        assertThat(capabilities("add: [ALL], drop: [SYS_ADMIN]")).contains(40).doesNotContain(21);
        assertThatThrownBy(() -> capabilities("drop: [NET_ROW]"))
                .hasMessageContaining("unknown capability \"NET_ROW\"");
    }

    private static List<Integer> capabilities(String yaml) throws SecurityProblem {
        return of("", "capabilities: {%s}".formatted(yaml), AgentRights.ROOT).capabilities();
    }

    @Test
    void aPrivilegedContainerIsTheHostsRoot() throws SecurityProblem {
        var privileged = of("", "privileged: true", AgentRights.ROOT_WITH_USER_NAMESPACES);

        assertThat(privileged.users()).isEqualTo(Users.HOST);
        assertThat(privileged.capabilities()).contains(13, 21, 27);
        assertThat(privileged.seccomp()).isFalse();
        assertThat(privileged.masked()).isFalse();
        assertThat(privileged.allDevices()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "hostUsers: true, ROOT_WITH_USER_NAMESPACES, HOST",
        "hostUsers: false, ROOT_WITH_USER_NAMESPACES, OWN",
        "hostIPC: true, ROOT_WITH_USER_NAMESPACES, HOST",
        "hostUsers: true, ROOT, HOST",
        "hostUsers: false, ORDINARY_USER, OWN"
    })
    void usersAreWhoseTheSpecSays(String spec, AgentRights rights, Users users) throws SecurityProblem {
        assertThat(of(spec, "", rights).users()).isEqualTo(users);
    }

    @Test
    void unmaskedProcNeedsUsersOfItsOwn() throws SecurityProblem {
        var unmasked = of("", "procMount: Unmasked", AgentRights.ROOT_WITH_USER_NAMESPACES);

        assertThat(unmasked.masked()).isFalse();
        assertThat(unmasked.users()).isEqualTo(Users.OWN);
        assertThatThrownBy(() -> of("hostUsers: true", "procMount: Unmasked", AgentRights.ROOT_WITH_USER_NAMESPACES))
                .hasMessageContaining("hostUsers: false");
        assertThatThrownBy(() -> of("", "procMount: Unmasked", AgentRights.ROOT))
                .hasMessageContaining("procMount");
        assertThatThrownBy(() -> of("hostUsers: false", "", AgentRights.ROOT)).hasMessageContaining("hostUsers");
    }

    @Test
    void nobodyRunsAsRootWhoMustNot() throws SecurityProblem {
        var nonRoot = "securityContext: {runAsNonRoot: true}";

        assertThatThrownBy(() -> of(nonRoot, "", AgentRights.ROOT))
                .hasMessageStartingWith(
                        "container has runAsNonRoot and image will run as root (pod: \"p_ns(uid-1)\", container: main)");
        assertThatThrownBy(() -> of(nonRoot, "runAsUser: 0", AgentRights.ROOT))
                .hasMessageStartingWith("container's runAsUser breaks non-root policy");
        assertThat(of(nonRoot, "runAsUser: 5", AgentRights.ROOT).uid()).isEqualTo(5);
        assertThat(of(nonRoot, "runAsNonRoot: false", AgentRights.ROOT).uid()).isZero();
    }

    @Test
    void anImagesUserRunsItUnlessTheSpecNamesOne() throws SecurityProblem {
        var image = new ImageConfig.User(7, Optional.of(8L));
        var nonRoot = "securityContext: {runAsNonRoot: true}";

        assertThat(identity("", "", image)).containsExactly(7L, 8L);
        assertThat(identity(nonRoot, "", image)).containsExactly(7L, 8L);
        assertThat(identity("", "runAsGroup: 9", image)).containsExactly(7L, 9L);
        assertThat(identity("", "runAsUser: 5", image)).containsExactly(5L, 0L);
        assertThat(identity("", "", new ImageConfig.User(7, Optional.empty()))).containsExactly(7L, 0L);
        assertThatThrownBy(() -> identity(nonRoot, "", new ImageConfig.User(0, Optional.empty())))
                .hasMessageStartingWith("container has runAsNonRoot and image will run as root");
        assertThatThrownBy(() -> identity(nonRoot, "runAsUser: 0", image))
                .hasMessageStartingWith("container's runAsUser breaks non-root policy");
    }

    private static List<Long> identity(String spec, String context, ImageConfig.User image) throws SecurityProblem {
        var confinement = of(spec, context, Optional.of(image), AgentRights.ROOT);
        return List.of(confinement.uid(), confinement.gid());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hostPID: true",
                "shareProcessNamespace: true",
                "runtimeClassName: gvisor",
                "os: {name: windows}",
                "securityContext: {seLinuxOptions: {level: 's0:c1,c2'}}",
                "securityContext: {windowsOptions: {runAsUserName: x}}",
                "securityContext: {appArmorProfile: {type: RuntimeDefault}}",
                "securityContext: {seccompProfile: {type: Localhost, localhostProfile: x.json}}",
                "securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}]}",
                "securityContext: {sysctls: [{name: kernel.core_pattern, value: '|/x'}]}",
                "securityContext: {sysctls: [{name: kernel/../vm/overcommit_memory, value: '1'}]}",
                "hostIPC: true, securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}",
            })
    void whatIsNotDoneIsRefused(String spec) {
        assertThatThrownBy(() -> of(spec, "", AgentRights.ROOT_WITH_USER_NAMESPACES))
                .isInstanceOf(SecurityProblem.class)
                .message()
                .containsAnyOf(spec.split("[^A-Za-z]+"));
    }

    @Test
    void anOrdinaryUserHasNoGroupsAndNoHostUsersToGive() {
        var groups = "securityContext: {supplementalGroups: [4]}";
        assertThatThrownBy(() -> of(groups, "", AgentRights.ORDINARY_USER)).hasMessageContaining("supplementalGroups");
        assertThatThrownBy(() -> of("hostUsers: true", "", AgentRights.ORDINARY_USER))
                .hasMessageContaining("hostUsers");
    }

    @Test
    void settingsOfItsOwnIpcNamespaceAreSet() throws SecurityProblem {
        var sysctls =
                "securityContext: {sysctls: [{name: kernel.shmmax, value: '100'}, {name: fs.mqueue.msg_max, value: '9'}]}";

        assertThat(of(sysctls, "", AgentRights.ROOT).sysctls())
                .isEqualTo(Map.of("kernel.shmmax", "100", "fs.mqueue.msg_max", "9"));
    }

    @Test
    void noFieldOfASecurityContextIsForgotten() throws IOException {
        var documented = Files.readString(Path.of("../docs/security.md"));

        Stream.of(SecurityContext.class, PodSecurityContext.class)
                .flatMap(type -> Stream.of(type.getDeclaredFields()))
                .map(Field::getName)
                .filter(name -> !name.equals("additionalProperties"))
                .forEach(name -> assertThat(documented).contains("`" + name));
    }

    private static Confinement of(String spec, String context, AgentRights rights) throws SecurityProblem {
        return of(spec, context, Optional.empty(), rights);
    }

    private static Confinement of(String spec, String context, Optional<ImageConfig.User> image, AgentRights rights)
            throws SecurityProblem {
        var yaml = """
                apiVersion: v1
                kind: Pod
                metadata: {name: p, namespace: ns, uid: uid-1}
                spec: {%s containers: [{name: main, securityContext: {%s}}]}
                """.formatted(spec.isEmpty() ? "" : spec + ",", context);
        var pod = Serialization.unmarshal(yaml, Pod.class);
        return Security.of(pod, pod.getSpec().getContainers().getFirst(), image, rights);
    }
}
