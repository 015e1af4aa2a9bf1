"""Small random networks of every kind that can be certified, and points to try them on."""

import torch
from torch import nn

from clever_engine import Classifier, Norm

SHAPE = (2, 8, 8)


def perceptron(activation=nn.ReLU):
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(128, 20),
        activation(),
        nn.Linear(20, 15),
        activation(),
        nn.Linear(15, 4),
    )


def mean_pools():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Conv2d(4, 5, 3),
        nn.ReLU(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(5, 12),
        nn.ReLU(),
        nn.Linear(12, 4),
    )


def max_pools():
    return nn.Sequential(
        nn.Conv2d(2, 4, 3),
        nn.ReLU(),
        nn.Conv2d(4, 4, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(4, 6, 2),
        nn.ReLU(),
        nn.MaxPool2d((2, 1)),
        nn.Flatten(),
        nn.Linear(12, 4),
    )


def pool_before_relu():
    return nn.Sequential(
        nn.Conv2d(2, 3, 3, stride=2, padding=2),
        nn.MaxPool2d(2),
        nn.ReLU(),
        nn.Dropout(),
        nn.Sequential(nn.Flatten(), nn.Linear(12, 10), nn.LeakyReLU(0.1), nn.Linear(10, 4)),
    )


def pool_first():
    return nn.Sequential(
        nn.MaxPool2d(3), nn.Flatten(), nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 4, bias=False)
    )


def striding():
    return nn.Sequential(
        nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0)), nn.Hardtanh(0, 1),
        nn.Conv2d(4, 4, 3, stride=2, padding=1), nn.ReLU6(), nn.Flatten(), nn.Linear(32, 4),
    )  # fmt: skip


def smooth():
    return nn.Sequential(
        nn.Conv2d(2, 3, 3),
        nn.Softplus(),
        nn.AvgPool2d(3),
        nn.Flatten(),
        nn.Linear(12, 10),
        nn.Tanh(),
        nn.Linear(10, 10),
        nn.Sigmoid(),
        nn.Linear(10, 4),
    )


BUILDERS = {
    "perceptron": perceptron,
    "tanh": lambda: perceptron(nn.Tanh),
    "sigmoid": lambda: perceptron(nn.Sigmoid),
    "softplus": lambda: perceptron(nn.Softplus),
    "bounded": lambda: perceptron(lambda: nn.Hardtanh(0.0, 1.0)),
    "mean-pools": mean_pools,
    "max-pools": max_pools,
    "pool-before-relu": pool_before_relu,
    "pool-first": pool_first,
    "striding": striding,
    "smooth": smooth,
}


def network(kind, seed, dtype=torch.float64):
    """A network with weights twice as large as usual, so that much bends near an image."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        module = BUILDERS[kind]().to(dtype).eval()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(2.0)
    return Classifier.from_module(module, input_shape=SHAPE)


def image(seed, dtype=torch.float64):
    return torch.rand(SHAPE, generator=torch.Generator().manual_seed(100 + seed), dtype=dtype)


def points_in_ball(norm, n, seed):
    """Offsets `(n, *SHAPE)` of norm 1 or less: random ones, corners, and along few axes."""
    generator = torch.Generator().manual_seed(seed)
    d = SHAPE[0] * SHAPE[1] * SHAPE[2]
    parts = [torch.randn(n, d, generator=generator, dtype=torch.float64)]
    parts.append(parts[0].sign())
    sparse = torch.rand(n, d, generator=generator) < 0.05
    parts.append(parts[0] * sparse)
    parts.append(torch.eye(d, dtype=torch.float64))
    parts.append(-torch.eye(d, dtype=torch.float64))
    offsets = torch.cat(parts)
    sizes = torch.linalg.vector_norm(offsets, norm.order, dim=1, keepdim=True).clamp(min=1e-9)
    inner = torch.rand(len(offsets), 1, generator=generator, dtype=torch.float64) ** 0.2
    return (offsets / sizes * inner).view(-1, *SHAPE)


def steepest(gradients, norm):
    """The step of norm 1 along which a straight function rises most, for each `(n, *shape)`."""
    flat = gradients.flatten(1)
    if norm is Norm.LINF:
        step = flat.sign()
    elif norm is Norm.L2:
        step = flat / torch.linalg.vector_norm(flat, dim=1, keepdim=True).clamp(min=1e-300)
    else:
        step = torch.zeros_like(flat)
        at = flat.abs().argmax(1, keepdim=True)
        step.scatter_(1, at, flat.gather(1, at).sign())
    return step.view_as(gradients)
