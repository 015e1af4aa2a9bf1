"""How a network is trained, as plain data that the catalogue can hold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Everything that decides a training run.

    Attributes:
        architecture: a name in `zoo.architectures`.
        epochs: passes over the 60,000 training digits.
        optimizer: "adamw", or "sgd" with Nesterov momentum 0.9, which ends in flatter networks.
        learning_rate: peak of the one-cycle schedule.
        weight_decay: as the optimizer defines it.
        augment: random affine changes and pen thickness.
        temperature: the logits are divided by it inside the loss.
        distilled: train a teacher first, then a student on the teacher's soft labels, both at
            `temperature` (defensive distillation, Papernot et al. 2016).
        adversarial_epsilon: budget of adversarial training (Madry et al. 2018); 0 for none.
        adversarial_steps: gradient steps of the attack in training.
        adversarial_norm: "l2" or "linf", of the budget.
        trades_beta: weight of TRADES' second term (Zhang et al. 2019); 0 trains on attacked digits.
        noise: standard deviation of Gaussian noise added to each picture.
        wrong_labels: share of the labels replaced by wrong ones, at random.
        spectral_cap: largest spectral norm of each layer; 0 for no limit.
        start_from: a network of the catalogue with whose weights the training begins.
        drawn: digits drawn by strokes that are added, half in forms that MNIST hardly has.
        data: "mnist", "fashion-mnist" or "digits-8x8".
    """

    architecture: str
    epochs: int
    seed: int
    batch_size: int = 128
    optimizer: str = "adamw"
    learning_rate: float = 2e-3
    weight_decay: float = 0.0
    augment: bool = False
    temperature: float = 1.0
    distilled: bool = False
    adversarial_epsilon: float = 0.0
    adversarial_steps: int = 0
    adversarial_norm: str = "l2"
    trades_beta: float = 0.0
    noise: float = 0.0
    wrong_labels: float = 0.0
    spectral_cap: float = 0.0
    start_from: str = ""
    drawn: int = 0
    data: str = "mnist"
