package dev.trainyard.operator.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a job's spec says in the part that is its kind's own.
 *
 * @param workerSuccess which workers decide where there is no chief
 * @param dynamicWorkers whether workers may come and go, and fail, while any of them is left
 * @param autoscaling by what, and how far, its number of workers is changed; absent where it stays
 * @param fewestWorkers how many workers it can do with; absent where it needs all of them
 * @param environment what its trainers are told
 * @param deprecations what it uses that has a newer name, in v1's words
 */
record Particulars(
        WorkerSuccess workerSuccess,
        boolean dynamicWorkers,
        Optional<Autoscaling> autoscaling,
        Optional<Integer> fewestWorkers,
        ReplicaEnvironment environment,
        List<String> deprecations) {}
