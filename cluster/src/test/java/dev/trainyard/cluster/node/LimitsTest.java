package dev.trainyard.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.cluster.node.container.Cgroup;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written into which group; that the kernel does what it says is tried with real pods in {@link PodsTest}. */
class LimitsTest {
    private static final Machine SMALL = new Machine(4L << 30, 32_768);
    private static final Container LIMITED = new ContainerBuilder()
            .withNewResources()
            .addToLimits("memory", new Quantity("64Mi"))
            .addToLimits("cpu", new Quantity("500m"))
            .endResources()
            .build();
    private static final Container FREE = new ContainerBuilder().build();

    @Test
    void noContainerNorAllOfThemCanTakeTheWholeMachine() {
        assertThat(SMALL.memoryOfAll()).isLessThan(SMALL.memory());
        assertThat(SMALL.tasksOfAll()).isEqualTo(24_576);
        assertThat(SMALL.tasksOfOne()).isEqualTo(16_384);
        assertThat(new Machine(1L << 40, 4_194_304).tasksOfOne()).isEqualTo(32_768);
        assertThat(new Machine(1L << 40, 4_194_304).memoryOfAll()).isEqualTo((1L << 40) - (1L << 30));
    }

    @Test
    void readsThisMachine() {
        var machine = Machine.read();

        assertThat(machine.memory()).isGreaterThan(256L << 20);
        assertThat(machine.tasks()).isGreaterThan(1024);
    }

    @Test
    void oneGroupHoldsAllLimitsInVersion2() {
        var limits = new Limits(new Limits.Kind.Unified(Path.of("/cg/trainyard"), true), SMALL);

        assertThat(limits.groups(LIMITED, "p-main-0"))
                .containsExactly(new Cgroup(
                        "/cg/trainyard/p-main-0",
                        Map.of(
                                "memory.max", "67108864",
                                "memory.swap.max", "0",
                                "memory.oom.group", "1",
                                "cpu.max", "50000 100000",
                                "pids.max", "16384")));
    }

    @Test
    void eachControllerHasItsGroupInVersion1AndMemoryIsCountedWithoutALimitToo() {
        var limits = new Limits(new Limits.Kind.Split(), SMALL);

        assertThat(limits.groups(FREE, "p-main-0"))
                .containsExactly(
                        new Cgroup("/sys/fs/cgroup/memory/trainyard/p-main-0", Map.of()),
                        new Cgroup("/sys/fs/cgroup/pids/trainyard/p-main-0", Map.of("pids.max", "16384")));
        assertThat(limits.groups(LIMITED, "p-main-0"))
                .contains(
                        new Cgroup(
                                "/sys/fs/cgroup/memory/trainyard/p-main-0",
                                Map.of("memory.limit_in_bytes", "67108864")),
                        new Cgroup(
                                "/sys/fs/cgroup/cpu/trainyard/p-main-0",
                                Map.of("cpu.cfs_period_us", "100000", "cpu.cfs_quota_us", "50000")));
    }

    @Test
    void amountsThatNoMachineHasAreAmounts() {
        var limits = new Limits(new Limits.Kind.Unified(Path.of("/cg/trainyard"), false), SMALL);
        var boundless = new ContainerBuilder()
                .withNewResources()
                .addToLimits("memory", new Quantity("16Ei"))
                .addToLimits("cpu", new Quantity("1E"))
                .endResources()
                .build();

        assertThat(limits.groups(boundless, "p-main-0").getFirst().files())
                .containsEntry("memory.max", Long.toString(1L << 60))
                .containsEntry("cpu.max", (1L << 40) + " 100000");
    }

    @Test
    void saysWhyItKeepsNone() {
        var limits = new Limits(new Limits.Kind.None("no root"), SMALL);

        assertThat(limits.groups(LIMITED, "p-main-0")).isEmpty();
        assertThat(limits.unenforced()).contains("no root");
    }
}
