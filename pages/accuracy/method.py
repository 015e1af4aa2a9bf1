"""How the numbers came about: digits, seed, day, machine and the command that gives them again."""

import html

import streamlit as st

from clever_engine.benchmark.rows import Survey
from pages.shared import text


def show_method(survey: Survey) -> None:
    """Show how the survey was made, folded away."""
    clever = survey.effort.clever
    with st.expander("How this was measured"):
        st.markdown(
            f"- **Digits.** {len(survey.digits)} of {survey.data.upper()}'s test set, drawn by "
            f"seed {survey.seed}; the same digits, random points and effort for every network. "
            "Accuracy is that on the whole test set.\n"
            f"- **CLEVER.** {clever.sampling} sampling, up to "
            f"{clever.n_batches * clever.samples_per_batch:,} random points a digit, "
            f"estimator {clever.estimator}. {text.CLAIM}\n"
            f"- **Attack.** The smallest change that several minimum-norm attacks found, "
            f"{survey.effort.attack_steps} steps each; a better attack may need less.\n"
            "- **Robustness** is the mean over the digits a network reads rightly, **robust "
            "accuracy** the share of all digits that is right and stays right. Bars and brackets: "
            "90 % intervals over which digits were drawn.\n"
            "- **Pareto front.** No network surpasses one on the front in both accuracy and "
            "robustness.\n"
            f"- **Made** on {survey.made}, {survey.machine}. Times depend on the machine."
        )
        # A code block would load a syntax highlighter, which holds the scatter up by 0.2 s.
        st.html(f"<code class='zoo-command'>{html.escape(survey.command)}</code>")
        with st.container(horizontal=True):
            st.caption("The indices of the digits in the test set:")
            st.caption(", ".join(map(str, survey.digits)))
