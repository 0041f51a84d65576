package dev.trainyard.cluster.apiserver;

import static java.util.Map.entry;

import dev.trainyard.cluster.status.ApiException;
import java.util.Map;

/** What a real cluster serves and this one does not: what to say, and what to use instead. */
final class NotServed {
    private static final String WORKLOADS =
            "nothing here starts Pods again in another place. Use a training job, or a Pod with restartPolicy: Always";

    private static final String ONE_USER =
            "the local cluster has one user, who may do everything. Leave the object out";

    private static final String ONE_MACHINE_NETWORK =
            "all Pods share the network of this machine. Leave the object out, and use the ports on 127.0.0.1";

    /** By {@code <plural>/<subresource>} and by {@code <group>/<plural>}. */
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            entry(
                    "pods/exec",
                    "the local cluster runs no further commands in a container (kubectl exec, kubectl cp). Read the"
                            + " output with kubectl logs, and exchange files through a volume"),
            entry(
                    "pods/attach",
                    "the local cluster connects no terminal to a container. Read the output with kubectl logs -f"),
            entry(
                    "pods/portforward",
                    "the local cluster forwards no ports: Pods share the network of this machine. Open the container's port on"
                            + " 127.0.0.1"),
            entry("pods/proxy", "the local cluster has no proxy. Open the port of the container on 127.0.0.1"),
            entry("services/proxy", "the local cluster has no proxy. Open the port of the container on 127.0.0.1"),
            entry("nodes/proxy", "the local cluster has no proxy. Ask the node agent at its own port"),
            entry(
                    "pods/ephemeralcontainers",
                    "the local cluster adds no containers to a Pod that runs. Make a new Pod"),
            entry("pods/eviction", "the local cluster evicts no Pods. Delete the Pod"),
            entry("pods/resize", "the local cluster does not resize a Pod that runs. Make a new Pod"),
            entry(
                    "serviceaccounts/token",
                    "the local cluster gives no tokens to ServiceAccounts. Use the token in the cluster's kubeconfig"),
            entry("apps/deployments", WORKLOADS),
            entry("apps/replicasets", WORKLOADS),
            entry("apps/statefulsets", WORKLOADS),
            entry("apps/daemonsets", WORKLOADS),
            entry("apps/controllerrevisions", WORKLOADS),
            entry("/replicationcontrollers", WORKLOADS),
            entry("batch/jobs", "nothing here runs Jobs. Use a training job, or a Pod with restartPolicy: OnFailure"),
            entry("batch/cronjobs", "nothing here runs CronJobs. Use the schedule of a training job"),
            entry("networking.k8s.io/networkpolicies", ONE_MACHINE_NETWORK),
            entry("networking.k8s.io/ingresses", ONE_MACHINE_NETWORK),
            entry("rbac.authorization.k8s.io/roles", ONE_USER),
            entry("rbac.authorization.k8s.io/rolebindings", ONE_USER),
            entry("rbac.authorization.k8s.io/clusterroles", ONE_USER),
            entry("rbac.authorization.k8s.io/clusterrolebindings", ONE_USER),
            entry("policy/poddisruptionbudgets", "the local cluster evicts no Pods. Leave the object out"),
            entry("autoscaling/horizontalpodautoscalers", "the local cluster scales nothing by itself. Leave it out"));

    private NotServed() {}

    /** Says that there are no such objects. */
    static ApiException kind(String group, String plural) {
        return explained(group + "/" + plural);
    }

    /** Says that the objects have no such part. */
    static ApiException subresource(String plural, String subresource) {
        return explained(plural + "/" + subresource);
    }

    private static ApiException explained(String key) {
        String instead = INSTEAD.get(key);
        return instead == null ? ApiException.noSuchPath() : ApiException.notServed(instead);
    }
}
