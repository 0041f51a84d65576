package dev.trainyard.operator.plan;

import java.util.Map;

/** Tells the trainers of one job who they are and where their peers are. */
@FunctionalInterface
interface ReplicaEnvironment {
    /** The environment variables that the replica's trainer gets; empty where it needs none. */
    Map<String, String> of(TrainingJob job, Replica replica, Addresses addresses);
}
