# Prints the numbers of OptimizerGolden.cs. Made with Debian's python3-torch 1.13.0a0: python3 golden.py
import torch

weights = torch.tensor([0.5, -1.0, 2.0, 0.0, 0.125], dtype=torch.float32)


def gradient(step):  # same arithmetic as in the test
    return torch.tensor([((7 * step + 3 * i) % 11 - 5) / 8 for i in range(5)], dtype=torch.float32)


for decay in (0.0, 0.1):
    w = torch.nn.Parameter(weights.clone())
    adam = torch.optim.AdamW([w], lr=0.01, weight_decay=decay)
    for step in range(1, 21):
        w.grad = gradient(step)
        adam.step()
    print("adam", decay, ["%.9g" % x for x in w.tolist()])

w = torch.nn.Parameter(weights.clone())
w.grad = gradient(1)
print("norm", torch.nn.utils.clip_grad_norm_([w], 0.5).item(), ["%.9g" % x for x in w.grad.tolist()])


def rates(make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.004)
    schedule = make(optimizer)
    out = []
    for step in range(steps):
        out.append("%.9g" % optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step < steps - 1:
            schedule.step()
    return out


print("one-cycle", rates(lambda o: torch.optim.lr_scheduler.OneCycleLR(o, 0.004, total_steps=14), 14))
print("cosine", rates(lambda o: torch.optim.lr_scheduler.CosineAnnealingLR(o, T_max=7), 7))

optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.004)
plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.5, patience=1)
out = []
for loss in (1.0, 0.9, 0.95, 0.89995, 0.8, 0.8, float("nan"), 0.8, 0.8, 0.8, 0.7):
    plateau.step(loss)
    out.append("%.9g" % optimizer.param_groups[0]["lr"])
print("plateau", out)
