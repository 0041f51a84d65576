package dev.trainyard.operator.artifacts;

/**
 * One attempt of one run.
 *
 * @param kind the job's kind
 * @param namespace its namespace
 * @param job its name
 * @param uid its UID, which names the run
 * @param attempt the number of the chief pod, from 1
 * @param started when the job was, RFC 3339 in UTC; what orders the runs of one name
 * @param logs whether the logs of its pods come to its uploader
 */
public record Run(String kind, String namespace, String job, String uid, int attempt, String started, boolean logs) {}
