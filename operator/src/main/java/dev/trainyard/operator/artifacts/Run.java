package dev.trainyard.operator.artifacts;

/**
 * One attempt of one run.
 *
 * @param kind the job's kind
 * @param namespace its namespace
 * @param job its name
 * @param uid its UID, which names the run
 * @param attempt the number of the chief pod, from 1
 */
public record Run(String kind, String namespace, String job, String uid, int attempt) {}
