package dev.trainyard.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.trainyard.api.Serialization;
import dev.trainyard.api.kubeflow.JobStatus;
import dev.trainyard.api.kubeflow.ReplicaHistory;
import dev.trainyard.api.kubeflow.RunPolicy;
import dev.trainyard.api.trainyard.Names;
import dev.trainyard.operator.pods.Labels;
import dev.trainyard.operator.pods.PodContainer;
import dev.trainyard.operator.pods.ReplicaPod;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A training job of any kind, with its defaults filled in.
 *
 * @param framework its kind
 * @param namespace its namespace
 * @param name its name
 * @param uid its UID, which is also the name of its run in the store
 * @param labels its labels
 * @param annotations its annotations
 * @param deleting whether its deletion has begun
 * @param runPolicy how it runs, ends and is cleaned up
 * @param particulars what its spec says in the part that is its kind's own
 * @param roles its roles that can be made sense of
 * @param problems what is wrong with its spec, each naming the field, the value and the fix; empty for a good one
 * @param status what the operator last wrote
 */
public record TrainingJob(
        Framework framework,
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Map<String, String> annotations,
        boolean deleting,
        RunPolicy runPolicy,
        Particulars particulars,
        List<Role> roles,
        List<String> problems,
        JobStatus status) {

    private static final String OURSELVES = "kubeflow.org/training-operator";

    /** The status of a job that has none yet. */
    public static final JobStatus NEW = new JobStatus(
            List.of(),
            Map.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            Optional.empty());

    /** Whether another controller runs the job, or it is on its way out. */
    boolean handsOff() {
        return deleting || !runPolicy.managedBy().orElse(OURSELVES).equals(OURSELVES);
    }

    /** Whether its verdict is in. */
    public boolean isFinished() {
        return Conditions.isFinished(status.conditions());
    }

    /** Whether its verdict is in, and good. */
    public boolean hasSucceeded() {
        return Conditions.isTrue(status.conditions(), Conditions.SUCCEEDED);
    }

    /**
     * Whether the plan depends on the ArtifactStores: a chief is about to be made, its upload has a deadline to keep,
     * or another pod may have to upload in its place.
     */
    public boolean needsStores(List<ReplicaPod> pods) {
        return !isFinished()
                && !handsOff()
                && chief().filter(_ -> wantsArtifacts())
                        .filter(chief -> pods.stream()
                                .filter(pod -> pod.isOf(chief.role().key(), chief.index()))
                                .allMatch(TrainingJob::mayUpload))
                        .isPresent();
    }

    /** A pod that has failed may never have started its trainer, or its kubelet has lost how that ended. */
    private static boolean mayUpload(ReplicaPod pod) {
        return pod.uploader().isPresent()
                && (pod.ended() || pod.trainer().flatMap(PodContainer::ended).isPresent());
    }

    /**
     * Whether a pod whose loss would restart the whole job is not among these. That is worth a second look: they may
     * come from a watch that lags behind.
     */
    public boolean missesPods(List<ReplicaPod> pods) {
        return !isFinished() && !handsOff() && WholeRestart.misses(this, pods);
    }

    /** Its pods, each with the container that trains in it, whatever else others have added. */
    public List<ReplicaPod> trainedBy(List<ReplicaPod> pods) {
        return pods.stream()
                .map(pod -> pod.trainedBy(
                        roles.stream()
                                .filter(role -> role.key().equals(pod.role()))
                                .map(Role::container)
                                .findFirst(),
                        framework.containerName()))
                .toList();
    }

    /** Its role of this name, as v1 spells it. */
    Optional<Role> role(String roleName) {
        return roles.stream().filter(role -> role.name().equals(roleName)).findFirst();
    }

    /** Whether an autoscaler sets the number of its workers. */
    public boolean autoscales() {
        return particulars.autoscaling().isPresent();
    }

    /** Its replicas, role by role. */
    public Stream<Replica> replicas() {
        return roles.stream().flatMap(Role::each);
    }

    /** The replica that uploads: the chief, or else worker 0. */
    public Optional<Replica> chief() {
        return replicas()
                .filter(replica -> framework.isChief(replica.role().name()))
                .findFirst()
                .or(() -> replicas()
                        .filter(replica -> replica.role().key().equals("worker"))
                        .findFirst());
    }

    boolean isChief(Replica replica) {
        return chief().filter(replica::equals).isPresent();
    }

    Optional<ReplicaHistory> history(Replica replica) {
        return Optional.ofNullable(status.history().get(replica.name()));
    }

    /** The name of its one headless Service, which is the subdomain of its pods. */
    public String serviceName() {
        return name + "-pods";
    }

    /** Whether each replica has a Service of its own, in place of one for them all. */
    boolean hasServicePerReplica() {
        return Names.PER_REPLICA.equals(annotations.get(Names.SERVICES));
    }

    /** The labels by which all its pods are found. */
    public Map<String, String> selector() {
        return Map.of(Labels.OPERATOR_NAME, framework.controller(), Labels.JOB_NAME, name);
    }

    /** Whether its user wants its artifacts uploaded, as far as an ArtifactStore applies. */
    boolean wantsArtifacts() {
        return !"false".equals(annotations.get(Names.ARTIFACTS));
    }

    /** Whether all its replicas start again where one fails or is lost. */
    boolean restartsTogether() {
        return WholeRestart.ALL.equals(annotations.get(Names.RESTART));
    }

    /** The number of the round that it is in: 0, and one more whenever it starts anew as a whole. */
    int round() {
        return status.round().orElse(0);
    }

    /** The ports that its annotation records, by replica name; empty where it records none. */
    public Map<String, Integer> ports() {
        var json = annotations.get(Names.PORTS);
        if (json == null) {
            return Map.of();
        }
        try {
            return Serialization.mapper().readValue(json, new TypeReference<TreeMap<String, Integer>>() {});
        } catch (JsonProcessingException e) {
            // Spoiled by hand: it is written anew.
            return Map.of();
        }
    }

    /** What ties a pod or Service to the job, so that it goes with it. */
    public OwnerReference ownerReference() {
        return new OwnerReferenceBuilder()
                .withApiVersion("kubeflow.org/v1")
                .withKind(framework.kind())
                .withName(name)
                .withUid(uid)
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}
