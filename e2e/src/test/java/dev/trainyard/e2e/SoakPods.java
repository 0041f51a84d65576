package dev.trainyard.e2e;

import java.util.Random;

/** Where the pods of a soak live, and how they are made to die. */
sealed interface SoakPods extends SoakJob.Template, AutoCloseable permits SimulatedPods, ProcessPods {
    /** Ends the trainer of some job that gets over it, as {@code kill -9} does. */
    void killTrainer(Random random);

    /** Takes a node away with all that is on it, and puts another in its place. */
    void loseNode(Random random);

    @Override
    void close();
}
