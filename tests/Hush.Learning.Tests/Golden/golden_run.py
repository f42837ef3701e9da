# Prints the numbers of GoldenRun.cs: ten training steps of three networks in PyTorch. Made with Debian's python3-torch 1.13.0a0:
# /usr/bin/python3 golden_run.py
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(1)
STEPS = 10


def uniform(stream, count):
    """Numbers in [0, 1), the same as in the test: the upper 24 bits of a 32-bit integer hash of the index, over 2^24."""
    x = np.arange(count, dtype=np.uint64) * 2654435761 + stream * 40503 + 1 & 0xFFFFFFFF
    for _ in range(2):
        x ^= x >> np.uint64(16)
        x = x * np.uint64(73244475) & np.uint64(0xFFFFFFFF)
    x ^= x >> np.uint64(16)
    return (x >> np.uint64(8)).astype(np.float64) / 2**24


def fill(net):
    """Parameters in the order of their names: filters uniform with He's standard deviation, scales around 1, biases around 0."""
    with torch.no_grad():
        for stream, (name, p) in enumerate(sorted(net.named_parameters())):
            u = 2 * uniform(100 + stream, p.numel()) - 1
            if p.dim() == 4:
                u *= np.sqrt(6.0 / (p.numel() // p.shape[0])) * (0.1 if name == "out.weight" else 1)
            else:
                u = u * 0.25 + (1 if name.endswith("norm.weight") else 0)
            p.copy_(torch.from_numpy(u.astype(np.float32)).reshape(p.shape))


def batch(stream, shape):
    """[N, C, H, W] from numbers drawn as [N, H, W, C]."""
    n, h, w, c = shape
    return torch.from_numpy(uniform(stream, n * h * w * c).astype(np.float32)).reshape(shape).permute(0, 3, 1, 2).contiguous()


def conv(i, o, k=3, bias=True):
    return nn.Conv2d(i, o, k, padding=k // 2, bias=bias)


def up(x):
    return F.interpolate(x, scale_factor=2, mode="nearest")


class Mnist(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc1, self.enc2, self.dec1, self.dec2, self.out = conv(1, 32), conv(32, 32), conv(32, 32), conv(32, 32), conv(32, 1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.enc1(x)), 2)
        x = F.max_pool2d(F.relu(self.enc2(x)), 2)
        x = up(F.relu(self.dec1(x)))
        x = up(F.relu(self.dec2(x)))
        return torch.sigmoid(self.out(x))


class Cifar10(nn.Module):
    def __init__(self):
        super().__init__()
        widths = {"enc1": (3, 64), "enc2": (64, 128), "middle": (128, 256), "dec2": (256, 128), "dec1": (128, 64)}
        for name, (i, o) in widths.items():
            setattr(self, name, conv(i, o))
            setattr(self, name + "_norm", nn.BatchNorm2d(o))
        self.out = conv(64, 3)

    def stage(self, name, x):
        return F.relu(getattr(self, name + "_norm")(getattr(self, name)(x)))

    def forward(self, x):
        x = F.max_pool2d(self.stage("enc1", x), 2)
        x = F.max_pool2d(self.stage("enc2", x), 2)
        x = self.stage("middle", x)
        x = self.stage("dec2", up(x))
        x = self.stage("dec1", up(x))
        return torch.sigmoid(self.out(x))


class Residual(nn.Module):
    """Widths 8 and 16, one block per level, additive skips, no batch normalization, no biases. Returns input minus noise."""

    def __init__(self):
        super().__init__()
        self.head = conv(1, 8, bias=False)
        self.enc1_1a, self.enc1_1b = conv(8, 8, bias=False), conv(8, 8, bias=False)
        self.down2 = conv(32, 16, 1, bias=False)
        self.enc2_1a, self.enc2_1b = conv(16, 16, bias=False), conv(16, 16, bias=False)
        self.up1 = conv(16, 32, 1, bias=False)
        self.dec1_1a, self.dec1_1b = conv(8, 8, bias=False), conv(8, 8, bias=False)
        self.out = conv(8, 1, bias=False)

    def block(self, name, x):
        return x + getattr(self, name + "b")(F.relu(getattr(self, name + "a")(x)))

    def forward(self, noisy):
        skip = self.block("enc1_1", self.head(noisy))
        x = self.block("enc2_1", self.down2(F.pixel_unshuffle(skip, 2)))
        x = self.block("dec1_1", F.pixel_shuffle(self.up1(x), 2) + skip)
        return noisy - self.out(x)


def run(name, net, shape, loss, rate, decay, clip):
    fill(net)
    net.train()
    adam = torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=decay)
    losses = []
    n, h, w, c = shape
    clean = up(up((batch(1, (n, h // 4, w // 4, c)) >= 0.5).float()))  # black and white squares of 4x4 pixels
    noisy = (clean + batch(2, shape)) / 2
    for step in range(STEPS):
        adam.zero_grad()
        value = loss(net(noisy), clean)
        value.backward()
        if clip:
            nn.utils.clip_grad_norm_(net.parameters(), clip)
        adam.step()
        losses.append(value.item())
        if step in (0, STEPS - 1):
            for key, running in net.state_dict().items():
                if key.startswith("middle_norm.running"):
                    print(name, "step", step + 1, key, "sum %.9g, first %.9g" % (running.double().sum().item(), running[0].item()))
    print(name, ", ".join("%.9g" % v for v in losses))


run("Mnist", Mnist(), (8, 28, 28, 1), nn.BCELoss(), 1e-3, 0, None)
run("Cifar10", Cifar10(), (6, 16, 12, 3), nn.MSELoss(), 1e-3, 0.01, 1.0)
run("Residual", Residual(), (5, 12, 20, 1), nn.L1Loss(), 1e-3, 0, None)
