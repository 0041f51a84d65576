"""Tests each checkpoint that the training leaves, beside the training, and ends with the last one.

Nothing in here knows about Trainyard: it watches the folder that the chief of train.py writes its checkpoints to.
"""

import argparse
import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np
import tensorflow as tf

from train import Training


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent / "digits.npz")
    arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("/output"))
    arguments.add_argument("--epochs", type=int, default=8)
    options = arguments.parse_args()

    with np.load(options.data) as data:
        images, labels = np.float32(data["x_test"]), np.int64(data["y_test"])
    training = Training()
    checkpoint = tf.train.Checkpoint(training=training)
    # The newest each time: an evaluation that takes longer than an epoch leaves some out, never the last one.
    for path in tf.train.checkpoints_iterator(options.output / "checkpoint"):
        checkpoint.restore(path).expect_partial()
        digits = training.model.predict(images)["digit"].numpy()
        worst = min(range(10), key=lambda digit: np.mean(digits[labels == digit] == digit))
        print(
            f"evaluation {training.epoch.numpy()}/{options.epochs}  accuracy {np.mean(digits == labels):.3f}"
            f"  worst digit {worst}",
            flush=True,
        )
        if training.epoch >= options.epochs:
            return


if __name__ == "__main__":
    main()
