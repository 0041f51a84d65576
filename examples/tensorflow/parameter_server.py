"""Trains the digits network with its weights on parameter servers, while workers compute the gradients at their own pace.

Nothing in here knows about Trainyard. TF_CONFIG says who is who: the chief gives out the work and writes the results,
parameter servers hold the weights, workers compute. Workers and parameter servers serve until they are stopped.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

tf.get_logger().setLevel("ERROR")  # saving from parameter servers is traced anew each time, and says so

from train import Digits

LEARNING_RATE = 0.1


def serve(resolver):
    """In a worker or parameter server: does what the chief asks for, for as long as the process lives."""
    tf.distribute.Server(resolver.cluster_spec(), resolver.task_type, resolver.task_id, protocol="grpc").join()


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent / "digits.npz")
    arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("/output"))
    arguments.add_argument("--epochs", type=int, default=8)
    arguments.add_argument("--batch", type=int, default=16, help="images per step of a worker")
    options = arguments.parse_args()

    resolver = tf.distribute.cluster_resolver.TFConfigClusterResolver()
    if resolver.task_type != "chief":
        serve(resolver)

    strategy = tf.distribute.ParameterServerStrategy(resolver)
    coordinator = tf.distribute.coordinator.ClusterCoordinator(strategy)
    with np.load(options.data) as data:
        images, test_images = np.float32(data["x"]), np.float32(data["x_test"])
        labels, test_labels = np.int64(data["y"]), np.int64(data["y_test"])

    with strategy.scope():
        model = Digits()
        epoch = tf.Variable(0, dtype=tf.int64)
    checkpoint = tf.train.Checkpoint(model=model, epoch=epoch)
    checkpoints = tf.train.CheckpointManager(checkpoint, options.output / "checkpoint", 2)
    # Else each parameter server would write its part where it is, and only the chief has the volume.
    from_the_chief = tf.train.CheckpointOptions(experimental_io_device="/job:chief")
    (options.output / "DONE").unlink(missing_ok=True)
    if checkpoints.latest_checkpoint:
        checkpoint.restore(checkpoints.latest_checkpoint, from_the_chief).assert_consumed()
        print(f"resuming after epoch {epoch.numpy()}", flush=True)

    @tf.function
    def step(batches):
        batch_images, batch_labels = next(batches)
        with tf.GradientTape() as tape:
            scores = model.scores(batch_images)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(batch_labels, scores))
        for weight, gradient in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables)):
            weight.assign_sub(LEARNING_RATE * gradient)
        return loss

    def shuffled():
        return tf.data.Dataset.from_tensor_slices((images, labels)).shuffle(len(images)).repeat().batch(options.batch)

    batches = iter(coordinator.create_per_worker_dataset(shuffled))
    for number in range(epoch.numpy() + 1, options.epochs + 1):
        # Whichever worker is free takes the next step; the steps of one that dies are given to the others.
        losses = [coordinator.schedule(step, args=(batches,)) for _ in range(len(images) // options.batch)]
        coordinator.join()
        epoch.assign(number)
        checkpoints.save(number, options=from_the_chief)
        accuracy = np.mean(model.predict(test_images)["digit"] == test_labels)
        loss = np.mean([loss.fetch() for loss in losses])
        print(f"epoch {number}/{options.epochs}  loss {loss:.3f}  accuracy {accuracy:.3f}", flush=True)

    local = Digits()  # whoever opens the model has no parameter servers
    for mine, theirs in zip(local.trainable_variables, model.trainable_variables):
        mine.assign(theirs.read_value())
    tf.saved_model.save(local, options.output / "model", signatures=local.predict)
    (options.output / "DONE").touch()  # last: whoever waits for it finds a whole model


if __name__ == "__main__":
    main()
