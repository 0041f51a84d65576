package dev.trainyard.operator.plan;

import java.util.List;

/** What sets one kind of training job apart from another: its names, its defaults and its roles. */
public interface Framework {
    /** The kind of the job: {@code TFJob}. */
    String kind();

    /** The value of the label {@code operator-name}, and the source of the job's events: {@code tfjob-controller}. */
    String controller();

    /** What the framework calls its trainer container: {@code tensorflow}. */
    String containerName();

    /** The name of the port that replicas talk over: {@code tfjob-port}. */
    String portName();

    /** Its number where the container does not name one. */
    int defaultPort();

    /** What becomes of a replica that fails where its role does not say. */
    RestartPolicy defaultRestartPolicy();

    /** The roles as v1 spells them, in the order in which pods are made. */
    List<String> roles();

    /** Whether a replica of this role decides over the whole job. There is at most one in a job. */
    boolean isChief(String role);

    /** Whether the fate of this role's replicas counts for the job's. */
    boolean isJudged(String role);

    /** Whether every container of a pod gets the environment, sidecars too, or the trainer alone. */
    boolean tellsSidecars();

    /** What v1 says of a job that runs. */
    default String running(TrainingJob job) {
        return "%s %s/%s is running.".formatted(kind(), job.namespace(), job.name());
    }

    /** What v1 says of a job that has succeeded. */
    default String succeeded(TrainingJob job) {
        return "%s %s/%s successfully completed.".formatted(kind(), job.namespace(), job.name());
    }
}
