"""Take-aways: what to remember, the words, a teacher's sheet, the sources."""

import streamlit as st

from clever_engine import CleverError
from pages.accuracy import services
from pages.lesson.frame import lesson_head
from pages.lesson.take_aways import words
from pages.lesson.take_aways.facts import Facts, facts
from pages.lesson.take_aways.plans import PLANS, LessonPlan
from pages.lesson.take_aways.sheet import sheet_html
from pages.shared import menu


def found() -> Facts | None:
    """Return the benchmark's facts, where it has been measured."""
    at = services.stamp()
    try:
        return None if at is None else facts(services.zoo(at))
    except CleverError as error:
        st.warning(str(error), icon=":material/info:")
        return None


def show_plan(plan: LessonPlan, titles: dict[str, str]) -> None:
    """Show a lesson plan with links to its pages."""
    st.markdown(f"**{plan.title}**  \n{plan.audience}  \nGoal: {plan.goal}")
    for activity in plan.activities:
        minutes, what = st.columns([1, 6], vertical_alignment="center")
        minutes.markdown(f"{activity.minutes} min")
        with what:
            st.page_link(menu.page(activity.page), label=f"{titles[activity.page]}")
            st.caption(activity.task)
    for question, answer in plan.questions:
        with st.expander(question):
            st.markdown(answer)


lesson_head("take-aways")
lines = words.take_aways(found())
home, terms, teachers, sources = st.tabs(["Take-aways", "Glossary", "For teachers", "Sources"])
with home:
    cards = "".join(f"<li><b>{heading}</b><span>{text}</span></li>" for heading, text in lines)
    st.html(f"<ol class='take-aways'>{cards}</ol>")
with terms:
    rows = "".join(f"<dt>{term}</dt><dd>{meaning}</dd>" for term, meaning in words.GLOSSARY)
    st.html(f"<dl class='glossary'>{rows}</dl>")
with teachers:
    titles = menu.titles()
    st.download_button(
        "Teacher's sheet to print (HTML)",
        lambda: sheet_html(PLANS, words.GLOSSARY, lines, titles),
        file_name="how-clever-teachers-sheet.html",
        mime="text/html",
        on_click="ignore",
        key="sheet",
        icon=":material/print:",
    )
    for tab, plan in zip(
        st.tabs([f"{plan.minutes} minutes" for plan in PLANS]), PLANS, strict=True
    ):
        with tab:
            show_plan(plan, titles)
with sources:
    for what, work, address in words.SOURCES:
        st.markdown(f"**{what}.** " + (f"[{work}]({address})" if address else work))
