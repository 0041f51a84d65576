"""The usual calls of lightkube; the argument is a namespace to make and use."""

import sys

from lightkube import ApiError, Client
from lightkube.models.core_v1 import Container, PodSpec
from lightkube.models.meta_v1 import ObjectMeta
from lightkube.resources.apps_v1 import Deployment
from lightkube.resources.core_v1 import ConfigMap, Namespace, Pod
from lightkube.types import PatchType

namespace = sys.argv[1]
client = Client()
client.create(Namespace(metadata=ObjectMeta(name=namespace)))
client.create(ConfigMap(metadata=ObjectMeta(name="a", namespace=namespace, labels={"x": "y"}), data={"k": "v"}))
client.patch(ConfigMap, "a", {"data": {"k": "w"}}, namespace=namespace, patch_type=PatchType.MERGE)
settings = client.get(ConfigMap, "a", namespace=namespace)
assert settings.data == {"k": "w"}
settings.data["l"] = "m"
assert client.replace(settings).data == {"k": "w", "l": "m"}
assert [one.metadata.name for one in client.list(ConfigMap, namespace=namespace, labels={"x": "y"})] == ["a"]
for kind, found in client.watch(ConfigMap, namespace=namespace, labels={"x": "y"}):
    assert (kind, found.metadata.name) == ("ADDED", "a")
    break

command = ["sh", "-c", "echo one; sleep 1; echo two"]
client.create(
    Pod(
        metadata=ObjectMeta(name="p", namespace=namespace),
        spec=PodSpec(
            restartPolicy="Never", containers=[Container(name="main", image="clients/shell:1", command=command)]
        ),
    )
)
client.wait(Pod, "p", for_conditions=["PodScheduled"], namespace=namespace)
for _, found in client.watch(Pod, namespace=namespace, fields={"metadata.name": "p"}):
    if found.status and found.status.phase not in (None, "Pending"):
        break
assert [line.rstrip("\n") for line in client.log("p", namespace=namespace, follow=True)] == ["one", "two"]
try:
    list(client.list(Deployment, namespace=namespace))
    raise AssertionError("Deployments were listed")
except ApiError as error:
    assert error.status.code == 404 and "Use a training job" in error.status.message, error
client.delete(Pod, "p", namespace=namespace)
client.delete(Namespace, namespace)
print("ok")
