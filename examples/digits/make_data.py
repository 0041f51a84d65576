"""Makes digits.npz from the copy of the data that scikit-learn carries:  python make_data.py"""

import numpy as np
from sklearn.datasets import load_digits

TEST = 360

digits = load_digits()
order = np.random.default_rng(7).permutation(len(digits.target))
x, y = np.uint8(digits.data[order]), np.uint8(digits.target[order])
np.savez_compressed("digits.npz", x=x[TEST:], y=y[TEST:], x_test=x[:TEST], y_test=y[:TEST])
