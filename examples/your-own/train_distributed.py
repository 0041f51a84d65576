"""The same on several machines. The five places that differ from train.py are numbered."""

import argparse
import pathlib

import tensorflow as tf

arguments = argparse.ArgumentParser()
arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("out"))
options = arguments.parse_args()

# 1. First of all: reads TF_CONFIG, and meets the other replicas.
strategy = tf.distribute.MultiWorkerMirroredStrategy()
resolver = strategy.cluster_resolver
first = resolver.task_type in (None, "chief") or (
    "chief" not in resolver.cluster_spec().jobs and resolver.task_id == 0
)

# 2. Each replica works on data of its own.
mine = 0 if first else 1 + (resolver.task_id or 0)
x = tf.random.Generator.from_seed(mine).uniform([1000], -1.0, 1.0)
y = 3 * x + 0.5

# 3. Variables belong to the strategy.
with strategy.scope():
    slope = tf.Variable(0.0, aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA)
    offset = tf.Variable(0.0, aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA)


def step():
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((slope * x + offset - y) ** 2)
    gradients = tape.gradient(loss, (slope, offset))
    # 4. What one has learned all learn: the mean over all replicas.
    *gradients, loss = tf.distribute.get_replica_context().all_reduce("mean", [*gradients, loss])
    for variable, gradient in zip((slope, offset), gradients):
        variable.assign_sub(0.5 * gradient)
    return loss


train = tf.function(lambda: strategy.run(step))
for epoch in range(1, 21):
    loss = strategy.experimental_local_results(train())[0]
    print(f"epoch {epoch}/20  loss {loss:.5f}", flush=True)

# 5. One replica writes.
if first:
    options.output.mkdir(exist_ok=True)
    (options.output / "line.txt").write_text(f"y = {slope.numpy():.3f} x + {offset.numpy():.3f}\n")
