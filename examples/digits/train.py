"""Trains a small network to read handwritten digits, on as many replicas as the job has.

Nothing in here knows about Trainyard. TF_CONFIG says who is who; the results go to a folder; an empty file named DONE
says that they are complete. Run it by hand on one machine:  python train.py --output out
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

PIXELS, HIDDEN, CLASSES = 64, 128, 10
LEARNING_RATE, MOMENTUM = 0.1, 0.9


def variable(value):
    # Every replica computes the same update (the gradient is averaged first), so each may take its own.
    return tf.Variable(value, aggregation=tf.VariableAggregation.ONLY_FIRST_REPLICA)


class Digits(tf.Module):
    """8x8 grey values from 0 to 16 in, one score per digit out."""

    def __init__(self):
        super().__init__()
        random = tf.random.Generator.from_seed(7)
        self.hidden = variable(random.normal([PIXELS, HIDDEN], stddev=(2 / PIXELS) ** 0.5))
        self.hidden_bias = variable(tf.zeros([HIDDEN]))
        self.output = variable(random.normal([HIDDEN, CLASSES], stddev=(2 / HIDDEN) ** 0.5))
        self.output_bias = variable(tf.zeros([CLASSES]))

    def scores(self, images):
        return tf.nn.relu(images / 16 @ self.hidden + self.hidden_bias) @ self.output + self.output_bias

    @tf.function(input_signature=[tf.TensorSpec([None, PIXELS], tf.float32, name="images")])
    def predict(self, images):
        probabilities = tf.nn.softmax(self.scores(images))
        return {"digit": tf.argmax(probabilities, axis=1), "probability": tf.reduce_max(probabilities, axis=1)}


class Training(tf.Module):
    """Everything that a checkpoint must hold to go on where a replica left off."""

    def __init__(self):
        super().__init__()
        self.model = Digits()
        self.weights = list(self.model.trainable_variables)
        self.velocities = [variable(tf.zeros_like(weight)) for weight in self.weights]
        self.epoch = variable(tf.constant(0, tf.int64))

    def follow(self, chief):
        """In a replica: takes over what the chief has, so that only the chief needs to see the checkpoint."""
        context = tf.distribute.get_replica_context()
        for mine in (*self.weights, *self.velocities, self.epoch):
            mine.assign(context.all_reduce("sum", tf.identity(mine) if chief else tf.zeros_like(mine)))

    def step(self, images, labels):
        """In a replica: one step of gradient descent with momentum. Returns the mean loss over all replicas."""
        context = tf.distribute.get_replica_context()
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, self.model.scores(images))
            loss = tf.reduce_mean(losses)
        *gradients, loss = context.all_reduce("mean", [*tape.gradient(loss, self.weights), loss])
        for weight, velocity, gradient in zip(self.weights, self.velocities, gradients):
            velocity.assign(MOMENTUM * velocity + gradient)
            weight.assign_sub(LEARNING_RATE * velocity)
        return loss


def is_chief(resolver):
    """The chief alone writes; a job without one leaves that to its first worker, and a single process to itself."""
    if resolver.task_type is None:
        return True
    has_chief = "chief" in resolver.cluster_spec().jobs
    return resolver.task_type == "chief" or (not has_chief and resolver.task_type == "worker" and resolver.task_id == 0)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent / "digits.npz")
    arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("/output"))
    arguments.add_argument("--epochs", type=int, default=8)
    arguments.add_argument("--batch", type=int, default=16, help="images per step and replica")
    options = arguments.parse_args()

    # Comes before anything else of TensorFlow's: it starts the server that the other replicas connect to.
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    chief = is_chief(strategy.cluster_resolver)
    with np.load(options.data) as data:
        images, test_images = np.float32(data["x"]), np.float32(data["x_test"])
        labels, test_labels = np.int64(data["y"]), np.int64(data["y_test"])

    with strategy.scope():
        training = Training()
    checkpoints = tf.train.CheckpointManager(tf.train.Checkpoint(training=training), options.output / "checkpoint", 2)
    if chief:
        (options.output / "DONE").unlink(missing_ok=True)
        if checkpoints.restore_or_initialize():
            print(f"resuming after epoch {training.epoch.numpy()}", flush=True)
    follow_chief = tf.function(lambda: strategy.run(training.follow, (chief,)))
    follow_chief()

    def shard(context):
        mine = tf.data.Dataset.from_tensor_slices((images, labels)).shard(
            context.num_input_pipelines, context.input_pipeline_id
        )
        return mine.shuffle(len(images), seed=context.input_pipeline_id).repeat().batch(options.batch)

    batches = iter(strategy.distribute_datasets_from_function(shard))
    steps = len(images) // (options.batch * strategy.num_replicas_in_sync)

    @tf.function
    def run_epoch():
        total = tf.constant(0.0)
        for _ in tf.range(steps):
            loss = strategy.run(training.step, next(batches))
            total += strategy.experimental_local_results(loss)[0]
        return total / tf.cast(steps, tf.float32)

    for epoch in range(training.epoch.numpy() + 1, options.epochs + 1):
        loss = run_epoch()
        training.epoch.assign(epoch)
        if chief:
            checkpoints.save(epoch)
            accuracy = np.mean(training.model.predict(test_images)["digit"] == test_labels)
            print(f"epoch {epoch}/{options.epochs}  loss {loss:.3f}  accuracy {accuracy:.3f}", flush=True)
        else:
            print(f"epoch {epoch}/{options.epochs}", flush=True)

    if chief:
        tf.saved_model.save(training.model, options.output / "model", signatures=training.model.predict)
        (options.output / "DONE").touch()  # last: whoever waits for it finds a whole model
    follow_chief()  # the others stay until that is written: a chief that fails in there and starts again needs them


if __name__ == "__main__":
    main()
