# Prints the numbers of LossGolden.cs. Made with Debian's python3-torch 1.13.0a0: python3 golden.py
import torch
import torch.nn.functional as F

p = torch.tensor([0.0, 1.0, 0.5, 0.25, 0.9, 1e-6, 0.999999, 0.3, 0.7, 0.01, 0.99], dtype=torch.float32)
t = torch.tensor([0.0, 0.0, 1.0, 0.25, 0.1, 1.0, 0.0, 0.0, 1.0, 0.5, 0.75], dtype=torch.float32)
for name, loss in (("mse", F.mse_loss), ("l1", F.l1_loss), ("bce", F.binary_cross_entropy)):
    x = p.clone().requires_grad_()
    value = loss(x, t, reduction="mean")
    value.backward()
    print(name, repr(value.item()), [float("%.9g" % g) for g in x.grad.tolist()])
