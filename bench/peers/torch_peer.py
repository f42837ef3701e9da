"""Trains the network of a safetensors file in PyTorch, as a peer of Hush: python3 torch_peer.py FILE LAYOUT THREADS

The file's metadata holds the network as a graph (`network`) and the loss (`loss`); its tensors are the weights by name and one batch,
`batch.noisy` and `batch.clean`, [N, H, W, C]. LAYOUT is nchw or channels-last. Answers each line of standard input with one line:

    results FILE    trains a step; writes the gradients as 32-bit floats, parameter by parameter in the order of their names
    time N          trains N steps; the seconds of each
"""
import json
import struct
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

RATE = 1e-3
LOSSES = {"mse": F.mse_loss, "l1": F.l1_loss, "bce": F.binary_cross_entropy}


def read(path):
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(np.frombuffer(data[begin:end], dtype="<f4").reshape(entry["shape"]).copy())
    return metadata, tensors


class Peer:
    def __init__(self, path, layout):
        metadata, tensors = read(path)
        self.graph = json.loads(metadata["network"])
        self.loss = LOSSES[metadata["loss"]]
        self.format = torch.channels_last if layout == "channels-last" else torch.contiguous_format
        self.noisy, self.clean = (self.place(tensors.pop(n).permute(0, 3, 1, 2)) for n in ("batch.noisy", "batch.clean"))
        self.tensors = {name: self.place(t) for name, t in tensors.items()}
        self.learned = [t.requires_grad_() for name, t in sorted(self.tensors.items()) if "running_" not in name]
        self.adam = torch.optim.Adam(self.learned, lr=RATE)

    def place(self, tensor):
        return tensor.contiguous(memory_format=self.format) if tensor.dim() == 4 else tensor

    def forward(self):
        values = {}
        for node in self.graph["nodes"]:
            inputs = [values[name] for name in node.get("inputs", [])]
            values[node["name"]] = self.apply(node, *inputs)
        return values[self.graph["output"]]

    def apply(self, node, *x):
        name, operation, w = node["name"], node["operation"], self.tensors
        if operation == "image":
            return self.noisy
        if operation == "conv":
            return F.conv2d(x[0], w[name + ".weight"], w.get(name + ".bias"), padding=node["kernel"] // 2)
        if operation == "batch-norm":
            mean, variance = w[name + ".running_mean"], w[name + ".running_var"]
            return F.batch_norm(x[0], mean, variance, w[name + ".weight"], w[name + ".bias"], training=True)
        if operation == "relu":
            return F.relu(x[0])
        if operation == "sigmoid":
            return torch.sigmoid(x[0])
        if operation == "max-pool":
            return F.max_pool2d(x[0], 2)
        if operation == "upsample":
            return F.interpolate(x[0], scale_factor=2, mode="nearest")
        if operation == "concat":
            return torch.cat(x, dim=1)
        if operation == "add":
            return x[0] + x[1]
        if operation == "subtract":
            return x[0] - x[1]
        if operation == "pixel-shuffle":
            return F.pixel_shuffle(x[0], 2)
        if operation == "pixel-unshuffle":
            return F.pixel_unshuffle(x[0], 2)
        raise ValueError(f"this peer does not know the operation {operation!r} of node {name!r}")

    def step(self):
        self.adam.zero_grad(set_to_none=True)
        value = self.loss(self.forward(), self.clean)
        value.backward()
        self.adam.step()
        return value.item()

    def gradients(self):
        return [t.grad for t in self.learned]

    def timed(self):
        start = time.perf_counter()
        self.step()
        return time.perf_counter() - start


def main():
    path, layout, threads = sys.argv[1:]
    torch.set_num_threads(int(threads))
    peer = Peer(path, layout)
    print("PyTorch", torch.__version__, layout, flush=True)
    for line in sys.stdin:
        command, argument = line.split()
        if command == "results":
            peer.step()
            np.concatenate([g.contiguous().numpy().ravel() for g in peer.gradients()]).tofile(argument)
            print("written", flush=True)
        else:
            print(*("%.9g" % peer.timed() for _ in range(int(argument))), flush=True)


main()
