package dev.trainyard.operator.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trainyard.api.Serialization;
import dev.trainyard.api.trainyard.ArtifactStore;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.admission.PodAdmission.Answer;
import dev.trainyard.operator.admission.PodAdmission.Surroundings;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PodAdmissionTest {
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00.123456Z");
    private static final PodAdmission ADMISSION = new PodAdmission(Optional.empty(), "uploader:1", true);
    private static final ArtifactStore STORE = store("models", "");

    @Test
    void aPodThatAsksIsARunOfItsOwn() {
        var injected = changed(decide(pod("true", "Never", "main"), STORE));

        assertThat(injected.getMetadata().getLabels()).containsEntry(Names.INJECTED, "main");
        assertThat(injected.getMetadata().getAnnotations()).containsEntry(Names.ATTEMPT, "1");
        assertThat(injected.getSpec().getContainers())
                .extracting(Container::getName)
                .containsExactly("main", "uploader");
        for (var container : List.of(
                injected.getSpec().getInitContainers().getFirst(),
                injected.getSpec().getContainers().getLast())) {
            var environment = environment(container);
            assertThat(field(environment, "TRAINYARD_RUN")).isEqualTo("metadata.uid");
            assertThat(field(environment, "TRAINYARD_JOB")).isEqualTo("metadata.name");
            assertThat(value(environment, "TRAINYARD_KIND")).isEqualTo("Pod");
            assertThat(value(environment, "TRAINYARD_NAMESPACE")).isEqualTo("team");
            assertThat(value(environment, "TRAINYARD_ATTEMPT")).isEqualTo("1");
            assertThat(value(environment, "TRAINYARD_ONLY_ATTEMPT")).isEqualTo("true");
            assertThat(value(environment, "TRAINYARD_RUN_CREATED")).isEqualTo("2026-11-26T10:00:00.123Z");
        }
    }

    @Test
    void theRunsOfAnOwnerHaveItsName() {
        var nightly = Optional.of(new PodOwner("batch/v1", "CronJob", "nightly"));
        var injected = changed(ADMISSION.decide(
                pod("true", "OnFailure", "main"), new Surroundings("team", List.of(STORE), nightly), NOW));

        var environment = environment(injected.getSpec().getContainers().getLast());
        assertThat(value(environment, "TRAINYARD_KIND")).isEqualTo("CronJob");
        assertThat(value(environment, "TRAINYARD_JOB")).isEqualTo("nightly");
        assertThat(field(environment, "TRAINYARD_RUN")).isEqualTo("metadata.uid");
    }

    /** The server does not look at the names in owner references; keys in the store begin with them. */
    @Test
    void anOwnerWhoseNameLeadsElsewhereIsRefused() {
        for (var name : List.of(
                "",
                "../../other/digits",
                "..",
                "a/b",
                "a..b",
                "$(AWS_SECRET_ACCESS_KEY)",
                "A",
                "a\nb",
                "a".repeat(254))) {
            var owner = Optional.of(new PodOwner("apps/v1", "ReplicaSet", name));
            for (var stores : List.of(List.of(STORE), List.<ArtifactStore>of())) {
                assertThat(ADMISSION.decide(
                                pod("true", "OnFailure", "main"), new Surroundings("team", stores, owner), NOW))
                        .as(name)
                        .isInstanceOfSatisfying(
                                Answer.Denied.class,
                                denied -> assertThat(denied.message()).contains("metadata.ownerReferences"));
            }
        }
    }

    @Test
    void whoAsksForNothingGetsNothing() {
        assertThat(decide(new PodBuilder(pod("true", "Never", "main"))
                        .editMetadata()
                        .withAnnotations(null)
                        .endMetadata()
                        .build()))
                .isEqualTo(new Answer.Unchanged(List.of()));
        assertThat(decide(pod("false", "Never", "main"))).isEqualTo(new Answer.Unchanged(List.of()));
    }

    @Test
    void thePodsOfTrainingJobsAreTheReconcilers() {
        assertThat(decide(owned("kubeflow.org/v1", "TFJob"))).isEqualTo(new Answer.Unchanged(List.of()));
        assertThat(decide(owned("kubeflow.org/v1", "PyTorchJob"))).isEqualTo(new Answer.Unchanged(List.of()));
        assertThat(PodAdmission.concerns(owned("kubeflow.org/v1", "MPIJob"))).isTrue();
    }

    @Test
    void whatCannotBeKeptIsNotTrained() {
        assertThat(denial(decide(pod("yes", "Never", "main"), STORE)))
                .isEqualTo("annotation trainyard.dev/artifacts is \"yes\": write \"true\" to have the pod's artifacts"
                        + " uploaded, \"false\" to have the pod left alone");
        assertThat(denial(decide(pod("true", "Never", "main"))))
                .isEqualTo(
                        "namespace team has no ArtifactStore, so what the pod trains would be lost: create one, which"
                                + " says where artifacts go, or remove the annotation trainyard.dev/artifacts");
        assertThat(denial(decide(pod("true", "Never", "main"), store("others", "jobSelector: {matchLabels: {a: b}}"))))
                .startsWith("no ArtifactStore of namespace team is for a pod with these labels")
                .contains("(others)");
        assertThat(denial(decide(pod("true", "Never", "one", "two"), STORE)))
                .isEqualTo("which of the containers one, two trains cannot be told: name that one \"trainer\"");
        assertThat(denial(decide(pod("true", "Never", "tensorflow", "pytorch"), STORE)))
                .contains("tensorflow, pytorch");
        assertThat(denial(decide(pod("true", "Always", "main"), STORE)))
                .startsWith("spec.restartPolicy is Always, as where it is unset")
                .contains("write Never, or OnFailure");
        assertThat(denial(new PodAdmission(Optional.of("mine"), "u", true)
                        .decide(
                                pod("true", "Never", "main"),
                                new Surroundings("team", List.of(STORE), Optional.empty()),
                                NOW)))
                .startsWith("the operator works for namespace mine alone");
    }

    @Test
    void aContainersOwnRestartPolicyCounts() {
        var never = pod("true", "Always", "main");
        never.getSpec().getContainers().getFirst().setRestartPolicy("Never");
        assertThat(decide(never, STORE)).isInstanceOf(Answer.Changed.class);
    }

    @Test
    void sidecarsDoNotTrain() {
        var injected = changed(decide(pod("true", "Never", "istio-proxy", "train"), STORE));
        assertThat(injected.getMetadata().getLabels()).containsEntry(Names.INJECTED, "train");
    }

    @Test
    void anUploaderOfThePodsOwnIsLeftAsItIs() {
        assertThat(decide(pod("true", "Never", "main", "uploader"), STORE))
                .isInstanceOfSatisfying(
                        Answer.Unchanged.class,
                        answer -> assertThat(answer.warnings())
                                .containsExactly(
                                        "the pod has a container named uploader of its own, and is left as it is"));
    }

    @Test
    void askedAgainNothingChanges() {
        var injected = changed(decide(pod("true", "Never", "main"), STORE));
        assertThat(decide(injected, STORE)).isEqualTo(new Answer.Unchanged(List.of()));
    }

    /** A manifest that was read of a pod which has ended must not have the next one's uploader leave at once. */
    @Test
    void whatAnotherPodsUploaderWasToldIsForgotten() {
        var ended = new PodBuilder(changed(decide(pod("true", "Never", "main"), STORE)))
                .editMetadata()
                .addToAnnotations(Names.TRAINER, "{\"final\":true}")
                .endMetadata()
                .build();
        assertThat(changed(decide(ended, STORE)).getMetadata().getAnnotations()).doesNotContainKey(Names.TRAINER);
    }

    @Test
    void ofSeveralStoresTheOldestIsTakenAndSaidSo() {
        var answer = (Answer.Changed) decide(pod("true", "Never", "main"), STORE, store("newer", ""));
        assertThat(answer.warnings())
                .containsExactly(
                        "several ArtifactStores apply to the pod: models is taken, since it is the oldest, and not newer");
    }

    private static Answer decide(Pod pod, ArtifactStore... stores) {
        return ADMISSION.decide(pod, new Surroundings("team", List.of(stores), Optional.empty()), NOW);
    }

    private static Pod changed(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Changed.class);
        return ((Answer.Changed) answer).pod();
    }

    private static String denial(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Denied.class);
        return ((Answer.Denied) answer).message();
    }

    private static Pod owned(String apiVersion, String kind) {
        return new PodBuilder(pod("true", "Never", "main"))
                .editMetadata()
                .addNewOwnerReference()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName("job")
                .withUid("u")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .build();
    }

    private static Pod pod(String asked, String restartPolicy, String... containers) {
        var pod = new PodBuilder()
                .withNewMetadata()
                .withGenerateName("train-")
                .addToAnnotations(Names.ARTIFACTS, asked)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restartPolicy)
                .endSpec()
                .build();
        for (var name : containers) {
            pod.getSpec()
                    .getContainers()
                    .add(new ContainerBuilder().withName(name).withImage("i").build());
        }
        return pod;
    }

    private static ArtifactStore store(String name, String more) {
        return Serialization.kubernetes()
                .unmarshal("""
                apiVersion: trainyard.dev/v1alpha1
                kind: ArtifactStore
                metadata: {name: %1$s, namespace: team, creationTimestamp: "2026-01-0%2$dT00:00:00Z"}
                spec:
                  url: s3://models
                  %3$s
                """.formatted(name, name.equals("models") ? 1 : 2, more), ArtifactStore.class);
    }

    private static Map<String, EnvVar> environment(Container container) {
        return container.getEnv().stream().collect(Collectors.toMap(EnvVar::getName, Function.identity()));
    }

    private static String value(Map<String, EnvVar> environment, String name) {
        return Objects.requireNonNull(environment.get(name)).getValue();
    }

    private static String field(Map<String, EnvVar> environment, String name) {
        return Objects.requireNonNull(environment.get(name))
                .getValueFrom()
                .getFieldRef()
                .getFieldPath();
    }
}
