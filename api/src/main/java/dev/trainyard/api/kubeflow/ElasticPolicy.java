package dev.trainyard.api.kubeflow;

import static com.fasterxml.jackson.annotation.JsonInclude.Include.NON_EMPTY;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import java.util.List;
import java.util.Optional;

/**
 * How the workers of a PyTorchJob meet, and how many of them there may be; torchrun's own options in most.
 *
 * @param minReplicas how few workers can train; maxReplicas where unset, and Worker's replicas where both are
 * @param maxReplicas how many workers there may be; minReplicas where unset
 * @param rdzvBackend what the workers meet by: c10d (where unset), etcd or etcd-v2
 * @param rdzvPort the port of the meeting point; Worker's pytorchjob-port where unset
 * @param rdzvHost the host of the meeting point; worker 0 where unset
 * @param rdzvId the name of the meeting
 * @param rdzvConf more settings of the backend
 * @param standalone whether each pod trains by itself, with a meeting point of its own
 * @param nProcPerNode the old name of the job's nprocPerNode, for numbers only
 * @param maxRestarts how often torchrun starts its processes again before it fails
 * @param metrics what a HorizontalPodAutoscaler is to set the number of workers by; no autoscaler is made where there
 *     are none
 */
@ValidationRule(
        value =
                "(!has(self.minReplicas) || self.minReplicas >= 1) && (!has(self.maxReplicas) || self.maxReplicas >= 1)",
        message = "minReplicas and maxReplicas are numbers of workers: 1 or more")
@ValidationRule(
        value = "!has(self.minReplicas) || !has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
        message = "minReplicas is greater than maxReplicas: raise maxReplicas, or lower minReplicas",
        fieldPath = ".minReplicas")
@ValidationRule(
        value = "!has(self.rdzvPort) || (self.rdzvPort >= 1 && self.rdzvPort <= 65535)",
        message = "rdzvPort is a port: 1 to 65535",
        fieldPath = ".rdzvPort")
@ValidationRule(
        value = "!has(self.maxRestarts) || self.maxRestarts >= 0",
        message = "maxRestarts is a number of restarts: 0 or more",
        fieldPath = ".maxRestarts")
@ValidationRule(
        value = "!has(self.nProcPerNode) || self.nProcPerNode >= 1",
        message = "nProcPerNode is a number of processes: 1 or more",
        fieldPath = ".nProcPerNode")
public record ElasticPolicy(
        Optional<Integer> minReplicas,
        Optional<Integer> maxReplicas,
        Optional<String> rdzvBackend,
        Optional<Integer> rdzvPort,
        Optional<String> rdzvHost,
        Optional<String> rdzvId,

        @JsonInclude(NON_EMPTY) List<RendezvousSetting> rdzvConf,

        Optional<Boolean> standalone,
        Optional<Integer> nProcPerNode,
        Optional<Integer> maxRestarts,

        @JsonInclude(NON_EMPTY) List<MetricSpec> metrics) {}
