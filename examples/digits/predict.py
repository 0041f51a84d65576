"""Reads digits with a trained model: python predict.py FOLDER, where FOLDER is what `trainyard artifacts get` fetched."""

import argparse
import pathlib

import numpy as np
import tensorflow as tf

arguments = argparse.ArgumentParser()
arguments.add_argument("folder", type=pathlib.Path, help="holds model/saved_model.pb")
arguments.add_argument("--data", type=pathlib.Path, default=pathlib.Path(__file__).parent / "digits.npz")
options = arguments.parse_args()

with np.load(options.data) as data:
    images, digits = np.float32(data["x_test"]), data["y_test"]

predict = tf.saved_model.load(options.folder / "model").signatures["serving_default"]
answers = predict(images=tf.constant(images))
read = answers["digit"].numpy()

for image, digit, answer, probability in zip(images[:3], digits, read, answers["probability"].numpy()):
    for row in image.reshape(8, 8):
        print("  " + "".join(" ░▒▓█"[int(value) // 4] * 2 for value in row))
    print(f"  is a {digit}, read as {answer} ({probability:.0%} sure)\n")
print(f"{np.mean(read == digits):.1%} of {len(digits)} test images read correctly")
