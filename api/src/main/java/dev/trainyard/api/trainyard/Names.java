package dev.trainyard.api.trainyard;

/** The labels and annotations that more than one room reads; {@code docs/formats/run.md} says what they mean. */
public final class Names {
    /**
     * On a job: {@code "false"} keeps the uploader out. On a pod that is no training job's: {@code "true"} has the
     * webhook put it in.
     */
    public static final String ARTIFACTS = "trainyard.dev/artifacts";

    /**
     * On a job: the ports that its replicas bind, as JSON, {@code {"worker-0": 20001}}; written before its pods are
     * made.
     */
    public static final String PORTS = "trainyard.dev/ports";

    /**
     * On a job: {@value #PER_REPLICA} gives each replica a Service, and the names of Training Operator, in place of one
     * Service for them all.
     */
    public static final String SERVICES = "trainyard.dev/services";

    public static final String PER_REPLICA = "per-replica";

    /** On the chief pod: how its trainer ended, as JSON; reaches the uploader through a downward API volume. */
    public static final String TRAINER = "trainyard.dev/trainer";

    /** On a chief pod: the number of the attempt that it is, from 1. */
    public static final String ATTEMPT = "trainyard.dev/attempt";

    /** A label, on a pod that the webhook has put an uploader into: the name of the container that trains. */
    public static final String INJECTED = "trainyard.dev/injected";

    /** On a pod of a job: the name of its container that trains, as the job's template names it. */
    public static final String CONTAINER = "trainyard.dev/container";

    /** On a job: {@code all} starts all its replicas again where one fails or is lost. */
    public static final String RESTART = "trainyard.dev/restart";

    /** On a pod: which round of its job it belongs to, where that has started again as a whole; absent in the first. */
    public static final String ROUND = "trainyard.dev/round";

    /** On a job: the TrainingSchedule that has made it. */
    public static final String SCHEDULE = "trainyard.dev/schedule";

    /** On a job: the time of the schedule that it was made for, RFC 3339 in UTC. */
    public static final String SCHEDULED_AT = "trainyard.dev/scheduled-at";

    /**
     * On a TrainingSchedule: a job is made at once, whenever this changes to a value that it has not had. On that job:
     * the value.
     */
    public static final String TRIGGER = "trainyard.dev/trigger";

    private Names() {}
}
