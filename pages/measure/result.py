"""A finished measurement on the page: a card a digit, then one digit in detail."""

import streamlit as st

from clever_engine import Finding
from clever_engine.digits import DigitFinding, FoundDigits
from clever_engine.digits.files import strip_png
from clever_engine.figures.theme import CONFIG
from clever_engine.io.records import Record, to_json
from clever_engine.io.report import ranking_csv
from pages.measure import last, services, words
from pages.measure.beside import show_beside
from pages.shared import services as shared
from pages.shared import style, text


def show_reading(found: FoundDigits, model: str) -> None:
    """Show what the network reads right now, without a score."""
    shares = shared.probabilities(model, found.images)
    with st.container(horizontal=True, gap="xsmall", key="reading"):
        for number, (image, share) in enumerate(zip(found.images, shares, strict=True)):
            label = int(share.argmax())
            with st.container(width=78, gap=None, key=f"reading-{number}"):
                st.image(
                    shared.picture(image.tobytes(), 4),
                    width=74,
                    alt=f"Digit {number + 1} as the network sees it",
                )
                st.html(
                    f"<div class='sure'><b>{label}</b> {text.percent(float(share[label]))}</div>"
                )
    if found.left_out:
        st.caption(words.left_out(len(found.left_out)))
    labels = [int(share.argmax()) for share in shares]
    for number, findings in enumerate(found.doubts(labels)):
        for finding in findings:
            st.warning(f"{text.ordinal(number)} digit: {text.finding(finding)}")


def show_way_down(record: Record) -> None:
    """On a phone the result lies below: say so where the visitor looks, with a link to it."""
    weakest = record.ranking.scores[record.ranking.weakest]
    line = f"Score {text.number(weakest.value)}: see the result below"
    st.html(f"<a class='way-down' href='#result'>{line} ▼</a>")


def show_record(record: Record) -> None:
    """Show all digits as cards, and the chosen one in detail."""
    ranking = record.ranking
    chosen = last.chosen(len(ranking.scores), ranking.weakest)
    st.header(text.weakest(ranking), anchor="result")
    with st.grid(columns=5, min_column_width=96, gap="xsmall"):
        for number in range(len(ranking.scores)):
            _card(record, number, chosen)
    if last.record() is record:
        show_beside(record)
    _detail(record, chosen)
    _take_away(record)


def _card(record: Record, number: int, chosen: int) -> None:
    score = record.ranking.scores[number]
    weak = number == record.ranking.weakest and len(record.ranking.scores) > 1
    kind = "weak" if weak else "digit"
    with st.container(border=True, key=f"card-{kind}-{number}", gap="xxsmall"):
        st.image(
            shared.picture(record.found.images[number].tobytes(), 6),
            width="stretch",
            alt=f"Digit {number + 1}, read as {score.label}, score {text.number(score.value)}",
        )
        st.html(text.card(score, weakest=weak, interval_too=True))
        st.button(
            "Shown" if number == chosen else "Show",
            key=f"show-{number}",
            type="primary" if number == chosen else "secondary",
            width="stretch",
            on_click=last.choose,
            args=(number,),
            help=f"Look at digit {number + 1}",
        )


@st.fragment
def _detail(record: Record, chosen: int) -> None:
    score = record.ranking.scores[chosen]
    st.markdown(f"{words.headline(score)} {words.plausible(score)}")
    st.caption(
        f"{text.ordinal(chosen)} digit, read as {score.label} "
        f"({text.percent(score.confidence)} sure) by {record.model}. "
        f"{words.method(score)} {words.steadiness(score)} {words.place(score)}"
        f"{words.UNITS[score.norm]} {text.CLAIM}"
    )
    doubts = record.found.doubts([each.label for each in record.ranking.scores])[chosen]
    findings: list[Finding | DigitFinding] = [*doubts, *score.findings]
    for finding in findings:
        st.warning(text.finding(finding), icon=":material/info:")
    views = {"Sampled slopes": _slopes, "Every other digit": _classes, "Where ink matters": _ink}
    # Only the open tab is drawn: three figures took a third of the page's time.
    tabs = st.tabs(list(views), key="views", on_change="rerun")
    for tab, show in zip(tabs, views.values(), strict=True):
        if tab.open:
            with tab:
                show(record, chosen)


def _slopes(record: Record, chosen: int) -> None:
    score = record.ranking.scores[chosen]
    entry = score.nearest
    st.markdown(words.reason(score, entry))
    st.plotly_chart(
        services.maxima_figure(record, chosen),
        key=f"maxima-{chosen}",
        config=CONFIG,
        alt=(
            f"Histogram of {len(entry.maxima)} largest slopes, one a batch, with the fitted "
            f"reverse Weibull curve; the steepest slope is taken as {entry.lipschitz_estimate:.3g}"
        ),
    )
    st.caption(words.slopes(score, entry))


def _classes(record: Record, chosen: int) -> None:
    score = record.ranking.scores[chosen]
    nearest = f"into {score.target}, {text.number(score.value)}"
    st.plotly_chart(
        services.targets_figure(record, chosen),
        key=f"targets-{chosen}",
        config=CONFIG,
        alt=f"Scores towards {len(score.per_target)} classes with intervals; nearest: {nearest}",
    )
    st.caption(words.classes(score))


def _ink(record: Record, chosen: int) -> None:
    score = record.ranking.scores[chosen]
    st.plotly_chart(
        services.gradient_figure(record, chosen),
        key=f"gradient-{chosen}",
        config=CONFIG,
        alt=f"Map of where more or less ink pushes this {score.label} towards a {score.target}",
    )
    st.caption(
        f"Orange: more ink there pushes the {score.label} towards a {score.target}. "
        f"Blue: less ink there does. The grey outline is the digit."
    )


def _take_away(record: Record) -> None:
    """Offer the numbers, the digits and the command that gives the same numbers."""
    with st.expander("Take it with you"), st.container(horizontal=True):
        st.download_button(
            "JSON",
            data=lambda: services.as_json(to_json(record)),
            file_name="clever.json",
            mime="application/json",
            on_click="ignore",
        )
        st.download_button(
            "CSV",
            data=lambda: ranking_csv(to_json(record)),
            file_name="clever.csv",
            mime="text/csv",
            on_click="ignore",
        )
        st.download_button(
            "Digits (PNG)",
            data=lambda: strip_png(record.found.images),
            file_name="digits.png",
            mime="image/png",
            on_click="ignore",
        )
        style.command(words.command(record))
        st.caption(
            "The command gives the same numbers from the PNG. "
            + (
                "The address bar stands for this measurement: send it to share it."
                if last.address()
                else "The address bar does not hold this measurement."
            )
        )
