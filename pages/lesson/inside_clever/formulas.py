"""The mathematics of "Inside CLEVER", with its numbers; symbols as in Weng et al. (2018)."""

from clever_engine import CleverSettings, TargetScore
from clever_engine.lesson.inside import Lead, LinesLook, SlopeSample, Surroundings
from clever_engine.norms import Norm
from pages.shared import text


def lead(lead: Lead) -> list[str]:
    """Return the margin."""
    c, j = lead.label, lead.target
    return [
        rf"c = \operatorname*{{argmax}}_i f_i(x_0) = {c}, \quad j = {j}",
        rf"g(x_0) = f_c(x_0) - f_j(x_0) = {lead.logits[c]:.3g} - {_signed(lead.logits[j])}"
        rf" = {text.number(lead.margin)}",
    ]


def around(around: Surroundings, norm: Norm, radius: float) -> list[str]:
    """Return the ball, and its points that turned."""
    p = order(norm)
    return [
        rf"B_p(x_0, R) = \{{x : \|x - x_0\|_{{{p}}} \le {radius:g}\}}, \quad p = {p}",
        r"x^{(i)} \sim \text{uniform in } B_p(x_0, R)",
        rf"\#\{{i : \operatorname*{{argmax}} f(x^{{(i)}}) \ne {around.label}\}}"
        rf" = {around.turned} \text{{ of }} {len(around.labels)}",
    ]


def slopes(sample: SlopeSample, shown: int) -> list[str]:
    """Return the gradient norm, in the dual norm."""
    p, q = order(sample.norm), order(sample.norm.dual)
    return [
        rf"\|\nabla g(x^{{({shown})}})\|_{{{q}}} = {text.number(sample.norms[shown - 1])},"
        rf" \quad \tfrac1p + \tfrac1q = 1, \; p = {p}",
        rf"L^j_{{q,x_0}} = \max_{{x \in B_p(x_0, R)}} \|\nabla g(x)\|_{{{q}}}"
        rf" \ge {text.number(sample.norms[:shown].max())}",
    ]


def steepest(entry: TargetScore, settings: CleverSettings) -> list[str]:
    """Return the batch maxima and the reverse Weibull distribution fitted to them."""
    fit = entry.fit
    lines = [
        r"b_i = \max_{k = 1 \dots N_s} \|\nabla g(x^{(i,k)})\|_q, \quad i = 1 \dots N_b,"
        rf" \quad N_b = {settings.n_batches}, \; N_s = {settings.samples_per_batch}",
    ]
    if fit.constant:
        return [*lines, rf"b_1 = \dots = b_{{N_b}} = {text.number(entry.lipschitz_estimate)}"]
    return [
        *lines,
        r"G(y) = \exp\!\left(-\left(\frac{a_W - y}{b_W}\right)^{c_W}\right), \; y \le a_W",
        rf"a_W = {text.number(fit.location)}, \quad b_W = {text.number(fit.scale)},"
        rf" \quad c_W = {text.number(fit.shape)}",
    ]


def score(entry: TargetScore, radius: float) -> list[str]:
    """Return the score."""
    lead, steepest = text.number(entry.margin), text.number(entry.lipschitz_estimate)
    if entry.lipschitz_estimate == 0:
        return [r"a_W = 0: \quad \mu = 0, \; \text{for nothing is known}"]
    return [
        rf"\mu = \min\!\left(\frac{{g(x_0)}}{{a_W}},\; R\right) = "
        rf"\min\!\left(\frac{{{lead}}}{{{steepest}}},\; {radius:g}\right)"
        rf" = {text.number(entry.value)}",
        rf"\text{{90 \% of resamples: }} {text.number(entry.interval[0])} \text{{ to }}"
        rf" {text.number(entry.interval[1])}",
    ]


def lines(look: LinesLook) -> list[str]:
    """Return why mean slopes are enough, and the score by them."""
    entry, settings, norm = look.entry, look.score.settings, look.score.norm
    p, q = order(norm), order(norm.dual)
    why = (
        rf"L = \max_z \frac{{g(x_0) - g(z)}}{{\|z - x_0\|_{{{p}}}}}"
        rf" \le \max_x \|\nabla g(x)\|_{{{q}}}, \quad g(z) \ge g(x_0) - L \|z - x_0\|_{{{p}}}"
    )
    if entry.lipschitz_estimate == 0:
        return [why, r"a_W = 0: \quad \mu = 0, \; \text{for nothing is known}"]
    return [
        why,
        rf"\text{{steepest found: }} {text.number(look.slope)} \text{{ over }}"
        rf" \|z - x_0\|_{{{p}}} = {text.number(look.length)}",
        rf"N_b = {settings.n_batches}, \; N_s = {settings.samples_per_batch}:"
        rf" \quad a_W = {text.number(entry.fit.location)}",
        rf"\mu = \frac{{g(x_0)}}{{a_W}} = \frac{{{text.number(entry.margin)}}}"
        rf"{{{text.number(entry.lipschitz_estimate)}}} = {text.number(entry.value)}",
    ]


def order(norm: Norm) -> str:
    """Return a norm's order in LaTeX."""
    return r"\infty" if norm is Norm.LINF else f"{norm.order:.0f}"


def _signed(value: float) -> str:
    return f"({value:.3g})" if value < 0 else f"{value:.3g}"
