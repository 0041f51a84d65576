"""The usual calls of the Kubeflow SDK on a training job; the argument is a namespace to make and use."""

import os
import sys

from kubernetes import client, config
from kubeflow.training import (
    KubeflowOrgV1PyTorchJob,
    KubeflowOrgV1PyTorchJobSpec,
    KubeflowOrgV1ReplicaSpec,
    KubeflowOrgV1RunPolicy,
    TrainingClient,
)

namespace = sys.argv[1]
config.load_kube_config()
client.CoreV1Api().create_namespace({"metadata": {"name": namespace}})
training = TrainingClient(config_file=os.environ["KUBECONFIG"], namespace=namespace, job_kind="PyTorchJob")


def replica(command):
    container = client.V1Container(name="pytorch", image="clients/shell:1", command=["sh", "-c", command])
    template = client.V1PodTemplateSpec(spec=client.V1PodSpec(containers=[container]))
    return KubeflowOrgV1ReplicaSpec(replicas=1, restart_policy="Never", template=template)


training.create_job(
    KubeflowOrgV1PyTorchJob(
        api_version="kubeflow.org/v1",
        kind="PyTorchJob",
        metadata=client.V1ObjectMeta(name="train", namespace=namespace),
        spec=KubeflowOrgV1PyTorchJobSpec(
            run_policy=KubeflowOrgV1RunPolicy(clean_pod_policy="None"),
            pytorch_replica_specs={
                "Master": replica("echo rank $RANK of $WORLD_SIZE; sleep 2; echo done"),
                "Worker": replica("echo rank $RANK of $WORLD_SIZE; sleep 1"),
            },
        ),
    )
)
training.wait_for_job_conditions(
    "train", expected_conditions={"Running", "Succeeded"}, wait_timeout=60, polling_interval=1
)
assert training.is_job_created("train")
names = training.get_job_pod_names("train")
assert len(names) == 2, names
logs, _ = training.get_job_logs("train", follow=True, verbose=True)
job = training.wait_for_job_conditions("train", wait_timeout=60, polling_interval=1)
assert training.is_job_succeeded("train") and not training.is_job_failed("train")
assert job.status.replica_statuses["Master"].succeeded == 1, job.status
logs, _ = training.get_job_logs("train", is_master=False)
told = "\n".join(str(text) for text in logs.values())
assert "rank 0 of 2" in told and "rank 1 of 2" in told and "done" in told, logs
assert [one.metadata.name for one in training.list_jobs()] == ["train"]
training.update_job(job=client.V1ConfigMap(metadata={"labels": {"x": "y"}}), name="train")
assert training.get_job("train").metadata.labels["x"] == "y"
training.delete_job("train")
client.CoreV1Api().delete_namespace(namespace)
print("ok")
