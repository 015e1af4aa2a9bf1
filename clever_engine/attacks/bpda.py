"""Networks that hide their gradient behind a first layer, seen through."""

from torch import nn

from clever_engine.classifiers import Classifier


def attackable(classifier: Classifier) -> Classifier:
    """Return the network with a gradient that an attack can follow, reading everything alike.

    A first layer that rounds its input (`masks_gradient`) has a gradient that says nothing about
    robustness. Its twin here passes gradients through that layer as if it were the identity (BPDA,
    Athalye et al. 2018). Any other network is returned as it is.
    """
    layers = list(classifier.module) if isinstance(classifier.module, nn.Sequential) else []
    if not layers or not getattr(layers[0], "masks_gradient", False):
        return classifier
    rest = Classifier.from_module(
        nn.Sequential(*layers[1:]),
        input_shape=classifier.input_shape,
        bounds=classifier.bounds,
        class_names=classifier.class_names,
    )
    twin = rest.behind(layers[0], name=classifier.name)
    if classifier.transform is None:
        return twin
    return twin.behind(classifier.transform, name=classifier.name)
