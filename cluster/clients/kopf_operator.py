"""An operator made with kopf, and an object that it is to see; the argument is a namespace to make and use."""

import asyncio
import sys

import kopf
from kubernetes import client, config

NAMESPACE = sys.argv[1]
seen = []


@kopf.on.startup()
def configure(settings, **_):
    # The server ends each watch soon, and often without an event in it.
    settings.watching.server_timeout = 1
    settings.posting.enabled = True


@kopf.on.create("configmaps", labels={"watched": "yes"})
def created(name, patch, **_):
    seen.append("created " + name)
    patch.metadata.annotations["handled"] = "yes"


@kopf.on.update("configmaps", labels={"watched": "yes"}, field="data")
def updated(name, new, **_):
    seen.append("updated %s to %s" % (name, new))


@kopf.on.delete("configmaps", labels={"watched": "yes"})
def deleted(name, **_):
    seen.append("deleted " + name)


async def until(condition, what):
    for _ in range(600):
        if await asyncio.to_thread(condition):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("not within 30 s: %s; seen: %s" % (what, seen))


async def main():
    config.load_kube_config()
    core = client.CoreV1Api()
    core.create_namespace({"metadata": {"name": NAMESPACE}})
    stop = asyncio.Event()
    operator = asyncio.create_task(kopf.operator(standalone=True, namespaces=[NAMESPACE], stop_flag=stop))
    await asyncio.sleep(2.5)  # Two watches have ended without an event.
    core.create_namespaced_config_map(
        NAMESPACE, {"metadata": {"name": "a", "labels": {"watched": "yes"}}, "data": {"k": "v"}}
    )
    await until(
        lambda: (core.read_namespaced_config_map("a", NAMESPACE).metadata.annotations or {}).get("handled") == "yes",
        "the annotation of the handler",
    )
    core.patch_namespaced_config_map("a", NAMESPACE, {"data": {"k": "w"}})
    await until(lambda: "updated a to {'k': 'w'}" in seen, "the update")
    core.delete_namespaced_config_map("a", NAMESPACE)
    await until(lambda: "deleted a" in seen, "the deletion")
    await until(lambda: not core.list_namespaced_config_map(NAMESPACE, label_selector="watched").items, "the end of it")
    assert not operator.done(), operator
    stop.set()
    await operator
    core.delete_namespace(NAMESPACE)


asyncio.run(main())
print("ok")
