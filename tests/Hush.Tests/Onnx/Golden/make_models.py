"""Writes small denoisers with random weights as ONNX files, and PyTorch's outputs for them: python3 make_models.py

Made with PyTorch 1.13 (Debian 12, package python3-torch). NAME.onnx is the network; NAME.f32 holds the input image, the noise level
(if the network takes one) and the output, as 32-bit little-endian floats; models.json holds the shapes.
"""
import json
import os

import numpy
import torch
import torch.nn.functional as F
from torch import nn

FOLDER = os.path.dirname(os.path.abspath(__file__))


def conv(i, o, k=3, **options):
    return nn.Conv2d(i, o, k, padding=options.pop("padding", k // 2), **options)


class DnCNN(nn.Module):
    """Zhang et al. 2017: convolutions with batch normalization; the network predicts the noise."""

    def __init__(self, channels=1, width=8, depth=5):
        super().__init__()
        layers = [conv(channels, width), nn.ReLU(inplace=True)]
        for _ in range(depth - 2):
            layers += [conv(width, width, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
        self.model = nn.Sequential(*layers, conv(width, channels))

    def forward(self, x):
        return x - self.model(x)


class FFDNet(nn.Module):
    """Zhang et al. 2018: works at half resolution, with the noise level as a channel."""

    def __init__(self, channels=3, width=8, depth=4):
        super().__init__()
        layers = [conv(4 * channels + 1, width), nn.ReLU(inplace=True)]
        for _ in range(depth - 2):
            layers += [conv(width, width), nn.ReLU(inplace=True)]
        self.model = nn.Sequential(*layers, conv(width, 4 * channels))

    def forward(self, x, sigma):
        h, w = x.size()[-2:]
        x = nn.ReplicationPad2d((0, int(numpy.ceil(w / 2) * 2 - w), 0, int(numpy.ceil(h / 2) * 2 - h)))(x)
        b, c, rows, columns = x.size()
        x = x.contiguous().view(b, c, rows // 2, 2, columns // 2, 2)
        x = x.permute(0, 1, 3, 5, 2, 4).contiguous().view(b, c * 4, rows // 2, columns // 2)
        m = sigma.repeat(1, 1, x.size()[-2], x.size()[-1])
        x = self.model(torch.cat((x, m), 1))
        return F.pixel_shuffle(x, 2)[..., :h, :w]


class FFDNetMap(nn.Module):
    """The same with a map of noise levels of the size of the image."""

    def __init__(self):
        super().__init__()
        self.first, self.last = conv(2, 8), conv(8, 1)

    def forward(self, x, sigma):
        return x - self.last(F.relu(self.first(torch.cat((x, sigma), 1))))


class IRCNN(nn.Module):
    """Zhang et al. 2017: dilated convolutions."""

    def __init__(self, channels=1, width=8):
        super().__init__()
        layers = [conv(channels, width)]
        for d in (2, 3, 4, 3, 2):
            layers += [nn.ReLU(inplace=True), nn.Conv2d(width, width, 3, padding=d, dilation=d)]
        self.model = nn.Sequential(*layers, nn.ReLU(inplace=True), conv(width, channels))

    def forward(self, x):
        return x - self.model(x)


class Double(nn.Sequential):
    def __init__(self, i, o):
        super().__init__(conv(i, o), nn.BatchNorm2d(o), nn.ReLU(inplace=True), conv(o, o), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


class UNet(nn.Module):
    """Ronneberger et al. 2015, with transposed convolutions; the decoder pads to the size of the skip connection."""

    def __init__(self, channels=3, width=4):
        super().__init__()
        self.enc = nn.ModuleList([Double(channels, width), Double(width, 2 * width), Double(2 * width, 4 * width)])
        self.up = nn.ModuleList([nn.ConvTranspose2d(4 * width, 2 * width, 2, 2), nn.ConvTranspose2d(2 * width, width, 2, 2)])
        self.dec = nn.ModuleList([Double(4 * width, 2 * width), Double(2 * width, width)])
        self.out = conv(width, channels, 1)

    def forward(self, x):
        a = self.enc[0](x)
        b = self.enc[1](F.max_pool2d(a, 2))
        y = self.enc[2](F.max_pool2d(b, 2))
        for up, dec, skip in zip(self.up, self.dec, (b, a)):
            y = up(y)
            dy, dx = skip.size()[2] - y.size()[2], skip.size()[3] - y.size()[3]
            y = F.pad(y, [dx // 2, dx - dx // 2, dy // 2, dy - dy // 2])
            y = dec(torch.cat([skip, y], 1))
        return torch.sigmoid(self.out(y))


class OidnLike(nn.Module):
    """A U-Net in the manner of Open Image Denoise: pooling, nearest-neighbor upsampling, concatenations."""

    def __init__(self, channels=3, width=4):
        super().__init__()
        self.conv0, self.conv1 = conv(channels, width), conv(width, width)
        self.conv2, self.conv3 = conv(width, 2 * width), conv(2 * width, 2 * width)
        self.dec2, self.dec1, self.dec0 = conv(3 * width, 2 * width), conv(2 * width + channels, width), conv(width, channels)

    def forward(self, x):
        a = F.max_pool2d(F.relu(self.conv1(F.relu(self.conv0(x)))), 2)
        b = F.max_pool2d(F.relu(self.conv2(a)), 2)
        y = F.relu(self.conv3(b))
        y = F.relu(self.dec2(torch.cat((F.interpolate(y, scale_factor=2, mode="nearest"), a), 1)))
        y = F.interpolate(y, size=x.shape[2:], mode="nearest")
        y = F.relu(self.dec1(torch.cat((y, x), 1)))
        return F.relu(self.dec0(y))


class Strided(nn.Module):
    """Strided and transposed convolutions of several sizes, bilinear upsampling, leaky and parametric ReLU, average pooling."""

    def __init__(self, channels=1, width=4):
        super().__init__()
        self.head = conv(channels, width)
        self.down = nn.ModuleList([
            conv(width, width, 3, stride=2), conv(width, width, 4, stride=2, padding=1), conv(width, width, 5, stride=2)])
        self.up3 = nn.ConvTranspose2d(width, width, 3, 2, padding=1, output_padding=1)
        self.up4 = nn.ConvTranspose2d(width, width, 4, 2, padding=1, groups=2)
        self.slope, self.tail = nn.PReLU(width), conv(3 * width, channels)
        nn.init.uniform_(self.slope.weight, -0.5, 0.5)

    def forward(self, x):
        a = F.leaky_relu(self.head(x), 0.1)
        b = self.slope(self.down[0](a)) + F.avg_pool2d(a, 2)
        c = torch.tanh(self.down[1](b))
        d = F.leaky_relu(self.down[2](c), 0.2)
        d = F.interpolate(d, scale_factor=2, mode="bilinear", align_corners=False) + c
        u = self.up4(F.relu(self.up3(d)))
        v = F.interpolate(b, scale_factor=2, mode="bilinear", align_corners=False)
        return torch.clamp(x + self.tail(torch.cat((u, v, a), 1)), 0.05, 0.95)


class Windows(nn.Module):
    """Windows of unusual sizes, groups, borders, channels that are split and shuffled, and a gate."""

    def __init__(self, channels=3, width=8):
        super().__init__()
        self.head = conv(channels, width, 5)
        self.depthwise, self.point = conv(width, width, 3, groups=width), conv(width, width, 1)
        self.row, self.column = nn.Conv2d(width, width, (1, 3), padding=(0, 1)), nn.Conv2d(width, width, (7, 1), padding=(3, 0))
        self.reflect = conv(width, width, 3, padding_mode="reflect")
        self.edge = conv(width, width, 5, padding=4, dilation=2, padding_mode="replicate")
        self.gate = conv(width // 2, width, 1)
        self.tail = conv(width, channels)
        self.register_buffer("mean", torch.tensor([0.4, 0.5, 0.6]).view(1, 3, 1, 1))

    def forward(self, x):
        y = F.relu(self.head((x - self.mean) / 0.25))
        y = y + self.point(F.relu6(self.depthwise(y)))
        y = F.relu(self.column(self.row(y)))
        a, b = torch.chunk(self.reflect(y), 2, dim=1)
        y = y + self.gate(a * torch.sigmoid(b))
        n, c, h, w = y.size()
        y = y.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        y = 2 - self.edge(F.relu(y))
        return self.tail(y[:, ::1]) * 0.25 + self.mean


class LevelChannel(nn.Module):
    """DRUNet (Zhang et al. 2021) in small: the noise level is the last channel of the input."""

    def __init__(self, channels=3, width=4):
        super().__init__()
        self.head, self.down = conv(channels + 1, width, bias=False), nn.Conv2d(width, 2 * width, 2, 2, bias=False)
        self.body = nn.Sequential(conv(2 * width, 2 * width, bias=False), nn.ReLU(inplace=True), conv(2 * width, 2 * width, bias=False))
        self.up, self.tail = nn.ConvTranspose2d(2 * width, width, 2, 2, bias=False), conv(width, channels, bias=False)

    def forward(self, x):
        a = self.head(x)
        b = self.down(a)
        return self.tail(self.up(b + self.body(b)) + a)


class ChannelsLast(nn.Module):
    """A network for images of [N, H, W, C]."""

    def __init__(self):
        super().__init__()
        self.model = DnCNN(3, 4, 3)

    def forward(self, x):
        return self.model(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)


def randomize(network):
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.running_mean, -0.3, 0.3)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.2, 0.2)
    return network.eval()


def write(name, network, shape, opset, dynamic=True, sigma=None, last=False, keeps_norms=False):
    torch.manual_seed(len(name) + opset)
    randomize(network)
    n, c, h, w = shape
    x = torch.rand(n, h, w, c) if last else torch.rand(shape)
    inputs, names = (x,), ["input"]
    if sigma == "value":
        inputs, names = (x, torch.full((n, 1, 1, 1), 0.1)), ["input", "sigma"]
    elif sigma == "map":
        inputs, names = (x, torch.full((n, 1, h, w), 0.1)), ["input", "sigma"]
    elif sigma == "channel":
        inputs = (torch.cat((x, torch.full((n, 1, h, w), 0.1)), 1),)
    sides = {0: "n", 1: "h", 2: "w"} if last else {0: "n", 2: "h", 3: "w"}
    axes = {"input": sides, "output": sides}
    if sigma in ("value", "map"):
        axes["sigma"] = sides if sigma == "map" else {0: "n"}
    with torch.no_grad():
        y = network(*inputs)
        torch.onnx.export(
            network, inputs, os.path.join(FOLDER, f"{name}.onnx"), opset_version=opset, input_names=names, output_names=["output"],
            dynamic_axes=axes if dynamic else None,
            training=torch.onnx.TrainingMode.PRESERVE if keeps_norms else torch.onnx.TrainingMode.EVAL)
    if not last:
        x, y = x.permute(0, 2, 3, 1), y.permute(0, 2, 3, 1)
    values = [x.contiguous().numpy().ravel(), y.contiguous().numpy().ravel()]
    numpy.concatenate(values).astype("<f4").tofile(os.path.join(FOLDER, f"{name}.f32"))
    return {"name": name, "shape": [n, h, w, c], "sigma": 0.1 if sigma else None, "opset": opset}


def main():
    torch.manual_seed(1)
    models = [
        write("dncnn", DnCNN(), (2, 1, 13, 19), 13),
        write("dncnn-norms", DnCNN(3, 4, 4), (1, 3, 11, 14), 11, keeps_norms=True),
        write("dncnn-fixed-size", DnCNN(1, 4, 3), (1, 1, 15, 21), 12, dynamic=False),
        write("ffdnet", FFDNet(), (1, 3, 18, 22), 11, sigma="value"),
        write("ffdnet-fixed-size", FFDNet(1, 4, 3), (1, 1, 16, 22), 16, dynamic=False, sigma="value"),
        write("ffdnet-map", FFDNetMap(), (1, 1, 12, 17), 17, sigma="map"),
        write("ircnn", IRCNN(), (1, 1, 23, 37), 14),
        write("unet", UNet(), (1, 3, 12, 20), 17),
        write("unet-fixed-size", UNet(1, 2), (1, 1, 16, 24), 11, dynamic=False),
        write("oidn-like", OidnLike(), (1, 3, 16, 28), 15),
        write("strided", Strided(), (1, 1, 24, 40), 13),
        write("windows", Windows(), (1, 3, 17, 21), 16),
        write("level-channel", LevelChannel(), (1, 3, 14, 18), 12, sigma="channel"),
        write("channels-last", ChannelsLast(), (1, 3, 9, 13), 13, last=True),
    ]
    with open(os.path.join(FOLDER, "models.json"), "w", encoding="utf-8") as file:
        json.dump(models, file, indent=1)
        file.write("\n")


main()
