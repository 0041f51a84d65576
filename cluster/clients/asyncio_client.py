"""The usual calls of kubernetes_asyncio; the argument is a namespace to make and use."""

import asyncio
import sys

from kubernetes_asyncio import client, config, watch
from kubernetes_asyncio.client.api_client import ApiClient

NAMESPACE = sys.argv[1]


async def main():
    await config.load_kube_config()
    async with ApiClient() as api:
        core = client.CoreV1Api(api)
        await core.create_namespace({"metadata": {"name": NAMESPACE}})
        await core.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": "a"}, "data": {"k": "v"}})
        await core.patch_namespaced_config_map("a", NAMESPACE, {"data": {"k": "w"}})
        assert (await core.read_namespaced_config_map("a", NAMESPACE)).data == {"k": "w"}
        names = []
        async with watch.Watch() as events:
            async for event in events.stream(core.list_namespaced_config_map, NAMESPACE, timeout_seconds=1):
                names.append(event["object"].metadata.name)
        assert "a" in names, names
        async with watch.Watch() as events:
            assert [one async for one in events.stream(core.list_namespaced_secret, NAMESPACE, timeout_seconds=1)] == []
        container = {"name": "main", "image": "clients/shell:1", "command": ["sh", "-c", "echo one; sleep 1; echo two"]}
        await core.create_namespaced_pod(
            NAMESPACE, {"metadata": {"name": "p"}, "spec": {"restartPolicy": "Never", "containers": [container]}}
        )
        async with watch.Watch() as events:
            async for event in events.stream(core.list_namespaced_pod, NAMESPACE, timeout_seconds=60):
                if event["object"].status.phase != "Pending":
                    break
        response = await core.read_namespaced_pod_log("p", NAMESPACE, follow=True, _preload_content=False)
        assert await response.text() == "one\ntwo\n"
        try:
            await client.AppsV1Api(api).list_namespaced_deployment(NAMESPACE)
            raise AssertionError("Deployments were listed")
        except client.ApiException as error:
            assert error.status == 404 and "Use a training job" in error.body, error.body
        await core.delete_namespaced_pod("p", NAMESPACE)
        await core.delete_namespace(NAMESPACE)


asyncio.run(main())
print("ok")
