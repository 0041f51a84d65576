"""The usual calls of the official Python client; the argument is a namespace to make and use."""

import sys
import time

from kubernetes import client, config, dynamic, watch
from kubernetes.stream import stream

namespace = sys.argv[1]
config.load_kube_config()
core = client.CoreV1Api()


def refused(call, *arguments, **options):
    try:
        call(*arguments, **options)
    except client.ApiException as error:
        return error
    raise AssertionError("%s was not refused" % call)


def pod(name, command, **spec):
    container = client.V1Container(name="main", image="clients/shell:1", command=["sh", "-c", command])
    return client.V1Pod(
        metadata=client.V1ObjectMeta(name=name, labels={"app": "shell"}),
        spec=client.V1PodSpec(containers=[container], restart_policy="Never", **spec),
    )


assert client.VersionApi().get_code().major == "1"
core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=namespace)))

# Objects.
core.create_namespaced_config_map(
    namespace, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a", labels={"x": "y"}), data={"k": "v"})
)
assert refused(core.create_namespaced_config_map, namespace, {"metadata": {"name": "a"}}).status == 409
found = core.list_namespaced_config_map(namespace, label_selector="x=y")
assert [one.metadata.name for one in found.items] == ["a"]
core.patch_namespaced_config_map("a", namespace, {"data": {"k": "w"}})
changed = core.read_namespaced_config_map("a", namespace)
assert changed.data == {"k": "w"}
changed.data["l"] = "m"
assert core.replace_namespaced_config_map("a", namespace, changed).data == {"k": "w", "l": "m"}
changed.metadata.resource_version = "1"
assert refused(core.replace_namespaced_config_map, "a", namespace, changed).status == 409
page = core.list_config_map_for_all_namespaces(limit=1)
assert len(page.items) == 1 and page.metadata._continue

# Watches: with the helper, by hand, and one that ends without an event.
core.create_namespaced_config_map(namespace, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="b")))
events = watch.Watch()
for event in events.stream(
    core.list_namespaced_config_map, namespace, resource_version=found.metadata.resource_version, timeout_seconds=30
):
    if event["object"].metadata.name == "b":
        assert event["type"] == "ADDED"
        events.stop()
raw = core.list_namespaced_config_map(namespace, watch=True, timeout_seconds=1, _preload_content=False)
assert raw.status == 200 and b'"ADDED"' in raw.data
assert list(watch.Watch().stream(core.list_namespaced_secret, namespace, timeout_seconds=1)) == []

# A pod, its log and its end.
core.create_namespaced_pod(namespace, pod("talks", "echo one; sleep 1; echo two"))
for event in watch.Watch().stream(core.list_namespaced_pod, namespace, label_selector="app=shell", timeout_seconds=60):
    phase = event["object"].status.phase
    if phase not in ("Pending",):
        break
lines = [line for line in watch.Watch().stream(core.read_namespaced_pod_log, "talks", namespace)]
assert lines == ["one", "two"], lines
followed = core.read_namespaced_pod_log("talks", namespace, follow=True, _preload_content=False)
assert followed.data == b"one\ntwo\n", followed.data
stamped = core.read_namespaced_pod_log("talks", namespace, timestamps=True, tail_lines=1)
assert stamped.endswith("Z two\n") and stamped.startswith("20"), stamped
deadline = time.monotonic() + 30
while core.read_namespaced_pod_status("talks", namespace).status.phase != "Succeeded":
    assert time.monotonic() < deadline, "the pod did not succeed"
    time.sleep(0.1)
core.delete_namespaced_pod("talks", namespace, grace_period_seconds=0)

# What is not there, or not served, says so.
assert refused(core.read_namespaced_pod, "nobody", namespace).status == 404
account = refused(core.create_namespaced_pod, namespace, pod("stranger", "true", service_account_name="nobody"))
assert account.status == 403 and 'serviceaccount \\"nobody\\" not found' in account.body, account.body
deployment = refused(client.AppsV1Api().list_namespaced_deployment, namespace)
assert deployment.status == 404 and "Use a training job" in deployment.body
exec_ = refused(stream, core.connect_get_namespaced_pod_exec, "p", namespace, command=["ls"], stdout=True)
assert "404" in str(exec_), exec_
assert core.read_namespaced_service_account("default", namespace)

# Custom objects, the dynamic client, what the caller may do.
assert client.CustomObjectsApi().list_namespaced_custom_object("kubeflow.org", "v1", namespace, "tfjobs")["items"] == []
maps = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version="v1", kind="ConfigMap")
assert maps.get(name="b", namespace=namespace).metadata.name == "b"
review = client.AuthorizationV1Api().create_self_subject_access_review(
    {"spec": {"resourceAttributes": {"verb": "delete", "resource": "nodes"}}}
)
assert review.status.allowed

core.delete_collection_namespaced_config_map(namespace, label_selector="x")
core.delete_namespace(namespace)
print("ok")
