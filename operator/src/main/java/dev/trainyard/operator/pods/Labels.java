package dev.trainyard.operator.pods;

/** The labels of Training Operator v1 that the pods and Services of a job carry; dashboards and SDKs select by them. */
public final class Labels {
    public static final String OPERATOR_NAME = "training.kubeflow.org/operator-name";
    public static final String JOB_NAME = "training.kubeflow.org/job-name";

    /** The role in lower case. */
    public static final String REPLICA_TYPE = "training.kubeflow.org/replica-type";

    public static final String REPLICA_INDEX = "training.kubeflow.org/replica-index";

    /** {@code master} on the pod that decides: the Chief's or Master's, else worker 0. */
    public static final String JOB_ROLE = "training.kubeflow.org/job-role";

    private Labels() {}
}
