"""Fits a line with TensorFlow. Stands for the script that you have: it knows nothing of clusters."""

import argparse
import pathlib

import tensorflow as tf

arguments = argparse.ArgumentParser()
arguments.add_argument("--output", type=pathlib.Path, default=pathlib.Path("out"))
options = arguments.parse_args()

x = tf.random.Generator.from_seed(0).uniform([1000], -1.0, 1.0)
y = 3 * x + 0.5
slope, offset = tf.Variable(0.0), tf.Variable(0.0)

for epoch in range(1, 21):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((slope * x + offset - y) ** 2)
    for variable, gradient in zip((slope, offset), tape.gradient(loss, (slope, offset))):
        variable.assign_sub(0.5 * gradient)
    print(f"epoch {epoch}/20  loss {loss:.5f}", flush=True)

options.output.mkdir(exist_ok=True)
(options.output / "line.txt").write_text(f"y = {slope.numpy():.3f} x + {offset.numpy():.3f}\n")
