"""What to take home, in a few sentences, with the numbers of the benchmark in them."""

from pages.lesson.take_aways.facts import Facts

SOURCES = (
    (
        "CLEVER",
        "Weng, Zhang, Chen, Yi, Su, Gao, Hsieh, Daniel: Evaluating the Robustness of Neural "
        "Networks: An Extreme Value Theory Approach. ICLR 2018.",
        "https://arxiv.org/abs/1801.10578",
    ),
    (
        "Its criticism",
        "Goodfellow: Gradient Masking Causes CLEVER to Overestimate Adversarial Perturbation "
        "Size. 2018.",
        "https://arxiv.org/abs/1804.07870",
    ),
    (
        "Its extensions",
        "Weng, Zhang, Chen, Lozano, Hsieh, Daniel: On Extensions of CLEVER. 2018.",
        "https://arxiv.org/abs/1810.08640",
    ),
    (
        "Accuracy against robustness",
        "Su, Zhang, Chen, Yi, Chen, Gao: Is Robustness the Cost of Accuracy? ECCV 2018.",
        "https://arxiv.org/abs/1808.01688",
    ),
    (
        "Certificates",
        "Zhang, Weng, Chen, Hsieh, Daniel: Efficient Neural Network Robustness Certification with "
        "General Activation Functions (CROWN). NeurIPS 2018.",
        "https://arxiv.org/abs/1811.00866",
    ),
    (
        "First adversarial examples",
        "Szegedy et al.: Intriguing properties of neural networks. ICLR 2014.",
        "https://arxiv.org/abs/1312.6199",
    ),
    (
        "Training on attacks",
        "Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks. ICLR 2018.",
        "https://arxiv.org/abs/1706.06083",
    ),
    (
        "Hidden gradients",
        "Athalye, Carlini, Wagner: Obfuscated Gradients Give a False Sense of Security. ICML 2018.",
        "https://arxiv.org/abs/1802.00420",
    ),
    (
        "The toolbox",
        "Nicolae et al.: Adversarial Robustness Toolbox (ART). 2018.",
        "https://arxiv.org/abs/1807.01069",
    ),
    (
        "The talk",
        "Pin-Yu Chen: How CLEVER is your neural network? Robustness evaluation against adversarial "
        "examples. 2018. The demo game The Big Check is IBM's, of the same year.",
        "",
    ),
)
"""What, the work, its address."""

GLOSSARY = (
    (
        "Adversarial example",
        "A picture changed so little that people see no difference, yet the network reads "
        "something else.",
    ),
    ("Perturbation", "The change itself: what was added to each pixel or taken away."),
    (
        "Logits",
        "The numbers a network gives each possible answer before they are made into percentages. "
        "The largest wins.",
    ),
    ("Lead (margin)", "By how much the winning answer is ahead of another one, in logits."),
    ("Slope (gradient)", "How fast the lead shrinks when the pixels are changed."),
    (
        "Mean slope",
        "How much of the lead a whole straight line takes, divided by its length. One steep spot "
        "hardly changes it.",
    ),
    (
        "Norm",
        "A way to say how large a change is. L1 adds up all changes, L2 is the length as the crow "
        "flies, L∞ is the largest change of any one pixel.",
    ),
    ("Ball", "All pictures within a given distance of one picture. In L2 it is round."),
    (
        "Extreme value theory",
        "The mathematics of record values: how to guess the highest flood from the floods of "
        "past years, or the steepest slope from those of a few hundred lines.",
    ),
    (
        "Weibull distribution",
        "The curve that such records follow when there is a limit they cannot pass. CLEVER takes "
        "that limit as the steepest slope.",
    ),
    (
        "CLEVER score",
        "The lead divided by the steepest slope: an estimate of how large a change must at least "
        "be to change the answer.",
    ),
    ("Attack", "A search for a change that fools the network. The smallest found counts."),
    ("Defense", "What is done to a network, or to its input, to make attacks harder."),
    (
        "Hidden gradient (gradient masking)",
        "A defense that only makes the slope useless to look at. The network is no safer.",
    ),
    (
        "Certificate",
        "A proof that no change below a certain size can fool the network at this picture.",
    ),
    (
        "Accuracy, robust accuracy",
        "The share of pictures read rightly; the share still read rightly when each may be "
        "attacked up to a stated size.",
    ),
)


def take_aways(found: Facts | None) -> list[tuple[str, str]]:
    """Return headings and sentences; numbers only where the benchmark has them."""
    return [
        (
            "Hardly visible changes can fool a network",
            "It reads digits with other eyes than yours. What matters to it can be a grey haze "
            "that you do not notice.",
        ),
        ("Accuracy is not robustness", _accuracy(found)),
        (
            "CLEVER asks the network itself",
            "It looks at the lead, and at how steep the way down is at its steepest. Lead divided "
            "by slope is the score. As published it needs no attack; this app looks for the way "
            "that one would take.",
        ),
        ("An estimate is not a promise", _promise(found)),
        (
            "Ask three witnesses",
            "A certificate proves, and often says too little. CLEVER estimates, and can be fooled. "
            "An attack shows what is possible, and one that finds nothing proves nothing.",
        ),
    ]


def _accuracy(found: Facts | None) -> str:
    if found is None or found.pair is None:
        return (
            "Two networks can read equally well and be very unlike in how easily they are fooled."
        )
    strong, weak = found.pair.networks
    values = found.pair.values
    return (
        f"{strong} and {weak} read almost equally many digits rightly "
        f"({values['accuracy']:.1%} and {values['other_accuracy']:.1%}), yet fooling {strong} "
        f"takes {values['ratio']:.1f} times as large a change, by CLEVER."
    )


def _promise(found: Facts | None) -> str:
    if found is None:
        return "An attacker may need less than the score says."
    said = (
        f"For {found.overtaken} of {found.worst_right} digits an attacker needed less than CLEVER "
        f"said (network {found.worst}, the most of {found.networks})."
    )
    if found.blind:
        said += f" Where a network hides its slopes ({', '.join(found.blind)}), it can say nothing."
    return said
