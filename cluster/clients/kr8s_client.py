"""The usual calls of kr8s; the argument is a namespace to make and use."""

import sys

import httpx_ws
import kr8s
from kr8s.objects import ConfigMap, Namespace, Pod

namespace = sys.argv[1]
api = kr8s.api()
assert api.whoami() == "trainyard-admin", api.whoami()
assert api.version()["major"] == "1"
Namespace({"metadata": {"name": namespace}}).create()

settings = ConfigMap({"metadata": {"name": "a", "namespace": namespace, "labels": {"x": "y"}}, "data": {"k": "v"}})
settings.create()
assert settings.exists()
settings.patch({"data": {"k": "w"}})
settings.refresh()
assert settings.data.k == "w"
settings.label({"z": "1"})
assert [one.name for one in kr8s.get("configmaps", namespace=namespace, label_selector={"x": "y"})] == ["a"]
for event, found in api.watch("configmaps", namespace=namespace):
    if found.name == "a":
        assert event == "ADDED"
        break

pod = Pod(
    {
        "metadata": {"name": "p", "namespace": namespace},
        "spec": {
            "restartPolicy": "Never",
            "containers": [
                {"name": "main", "image": "clients/shell:1", "command": ["sh", "-c", "echo one; sleep 2; echo two"]}
            ],
        },
    }
)
pod.create()
pod.wait("condition=Ready", timeout=60)
try:
    pod.exec(["ls"])
    raise RuntimeError("a command ran")
except httpx_ws.WebSocketUpgradeError as error:
    assert error.response.status_code == 404, error
pod.wait("jsonpath='{.status.phase}'=Succeeded", timeout=60)
assert list(pod.logs()) == ["one", "two"]
pod.delete()
settings.delete()
Namespace.get(namespace).delete()
print("ok")
