"""Prints the golden numbers of metrics.json: SSIM and PSNR by scikit-image, blurs by SciPy, on images computed by formulas.

    /usr/bin/python3 make_metrics.py > metrics.json

GoldenImages.cs contains the same formulas. If a test fails, fix the code; do not regenerate the numbers.
"""
import json
import platform
import sys

import numpy as np
import scipy
import skimage
from scipy.ndimage import correlate1d
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def dots(height, width, channels, salt):
    """An integer hash of each value's index (multiply and xor-shift), as a multiple of 2^-24 in [0, 1)."""
    h = (np.arange(height * width * channels, dtype=np.uint64) * 2654435761 + salt * 40503) % 2**32
    h = ((h ^ (h >> np.uint64(15))) * np.uint64(2246822519)) % 2**32
    h = ((h ^ (h >> np.uint64(13))) * np.uint64(3266489917)) % 2**32
    return ((h ^ (h >> np.uint64(16))) >> np.uint64(8)).astype(np.float64).reshape(height, width, channels) / 2**24


def waves(height, width, channels):
    """0.5 + 0.45 sin(0.37 y + 0.11 c) cos(0.23 x - 0.31 c), rounded to float32 like the pixels of Hush."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(channels), indexing="ij")
    return (0.5 + 0.45 * np.sin(0.37 * y + 0.11 * c) * np.cos(0.23 * x - 0.31 * c)).astype(np.float32).astype(np.float64)


def pair(height, width, channels, amount, salt):
    """A clean image and clean + amount (dots - 0.5), clipped as in the metrics of Hush."""
    clean = waves(height, width, channels)
    noisy = (clean + amount * (dots(height, width, channels, salt) - 0.5)).astype(np.float32).astype(np.float64)
    return clean, np.clip(noisy, 0, 1)


def window(size, sigma):
    k = np.arange(size) - size // 2
    w = np.exp(-k * k / (2 * sigma * sigma))
    return w / w.sum()


scores = []
for height, width, channels, amount, salt in [
    (28, 28, 1, 0.5, 1), (28, 28, 1, 2.5, 2), (11, 11, 1, 0.7, 3), (11, 37, 1, 0.3, 4), (41, 12, 1, 0.9, 5), (13, 17, 3, 0.4, 6),
    (32, 32, 3, 1.5, 7), (61, 47, 1, 0.1, 8), (90, 700, 1, 0.6, 9), (35, 19, 2, 0.02, 10),
]:
    clean, noisy = pair(height, width, channels, amount, salt)
    ssim = structural_similarity(
        clean, noisy, channel_axis=2, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1)
    scores.append(dict(
        height=height, width=width, channels=channels, amount=amount, salt=salt, ssim=float(ssim),
        psnr=float(peak_signal_noise_ratio(clean, noisy, data_range=1))))

blurs = []
for height, width, channels, size, sigma, salt in [
    (5, 7, 1, 3, 0.8, 11), (7, 5, 3, 5, 1.1, 12), (1, 6, 1, 5, 1.1, 13), (6, 1, 1, 5, 1.1, 14), (2, 3, 1, 7, 1.4, 15), (1, 1, 2, 3, 0.8, 16),
    (9, 4, 1, 11, 1.5, 17),
]:
    image = dots(height, width, channels, salt)
    w = window(size, sigma)
    result = correlate1d(correlate1d(image, w, axis=0, mode="mirror"), w, axis=1, mode="mirror")
    blurs.append(dict(
        height=height, width=width, channels=channels, size=size, sigma=sigma, salt=salt,
        values=[round(float(v), 9) for v in result.ravel()]))

versions = dict(
    python=platform.python_version(), numpy=np.__version__, scipy=scipy.__version__, skimage=skimage.__version__)
print('{"versions": ' + json.dumps(versions) + ',\n"scores": [')
print(",\n".join(json.dumps(s) for s in scores) + '],\n"blurs": [')
print(",\n".join(json.dumps(b) for b in blurs) + "]}")
sys.stdout.flush()
