// The usual calls of the official JavaScript client; the argument is a namespace to make and use.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { AppsV1Api, CoreV1Api, Exec, KubeConfig, Log, Watch, makeInformer } from '@kubernetes/client-node';

const namespace = process.argv[2];
const config = new KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(CoreV1Api);

await core.createNamespace({ body: { metadata: { name: namespace } } });
await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'a' }, data: { k: 'v' } } });
const settings = await core.readNamespacedConfigMap({ name: 'a', namespace });
settings.data.k = 'w';
assert.deepEqual((await core.replaceNamespacedConfigMap({ name: 'a', namespace, body: settings })).data, { k: 'w' });

const informer = makeInformer(config, `/api/v1/namespaces/${namespace}/pods`, () => core.listNamespacedPod({ namespace }));
const ended = new Promise((resolve, reject) => {
    informer.on('update', (pod) => ['Succeeded', 'Failed'].includes(pod.status.phase) && resolve(pod.status.phase));
    informer.on('error', reject);
});
await informer.start();
const container = { name: 'main', image: 'clients/shell:1', command: ['sh', '-c', 'echo one; sleep 1; echo two'] };
await core.createNamespacedPod({
    namespace,
    body: { metadata: { name: 'p' }, spec: { restartPolicy: 'Never', containers: [container] } },
});
assert.equal(await ended, 'Succeeded');
await informer.stop();

const output = new PassThrough();
let text = '';
output.on('data', (chunk) => (text += chunk));
const finished = new Promise((resolve) => output.on('end', resolve));
await new Log(config).log(namespace, 'p', 'main', output, { follow: true });
await finished;
assert.equal(text, 'one\ntwo\n');

const first = await new Promise((resolve, reject) => {
    new Watch(config).watch(`/api/v1/namespaces/${namespace}/configmaps`, {}, (type, object) => {
        if (object.metadata.name === 'a') resolve(type);
    }, reject).catch(reject);
});
assert.equal(first, 'ADDED');

await assert.rejects(config.makeApiClient(AppsV1Api).listNamespacedDeployment({ namespace }), (error) => {
    assert.equal(error.code, 404);
    return error.body.includes('Use a training job');
});
await assert.rejects(new Exec(config).exec(namespace, 'p', 'main', ['ls'], process.stdout, null, null, false));
await core.deleteNamespacedPod({ name: 'p', namespace });
await core.deleteNamespace({ name: namespace });
console.log('ok');
process.exit(0); // The watch above goes on until it is aborted.
