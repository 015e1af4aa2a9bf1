"""The teacher's sheet as one HTML page that prints well and needs nothing from outside."""

from html import escape

from pages.lesson.take_aways.plans import Activity, LessonPlan

_CSS = """
body { font: 11pt/1.45 Georgia, "Times New Roman", serif; color: #111; max-width: 46rem;
  margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 20pt; margin: 0 0 0.3rem; }
h2 { font-size: 15pt; margin: 0 0 0.2rem; border-bottom: 1.5pt solid #0072B2; }
h3 { font-size: 12pt; margin: 0.8rem 0 0.2rem; }
section { break-before: page; }
section:first-of-type { break-before: auto; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.6rem 0.3rem 0;
  border-bottom: 0.5pt solid #999; }
td:first-child { white-space: nowrap; }
tr, dt, dd { break-inside: avoid; }
dt { font-weight: bold; margin-top: 0.5rem; }
dd { margin: 0 0 0 1.2rem; }
@page { margin: 18mm; }
@media print { body { margin: 0; max-width: none; padding: 0; } }
"""


def sheet_html(
    plans: tuple[LessonPlan, ...],
    glossary: tuple[tuple[str, str], ...],
    take_aways: list[tuple[str, str]],
    page_titles: dict[str, str],
) -> str:
    """Return the whole sheet: lesson plans, what to take home, glossary.

    Args:
        plans: the lessons.
        glossary: words and what they mean.
        take_aways: headings and sentences.
        page_titles: what the app calls each page, by its `url_path`.
    """
    parts = [_plan(plan, page_titles) for plan in plans]
    parts.append(_section("What to take home", _list(take_aways)))
    parts.append(_section("Glossary", _list(list(glossary))))
    return (
        "<!doctype html><html lang='en'><head><meta charset='utf-8'>"
        "<title>How CLEVER is your digit? Teacher's sheet</title>"
        f"<style>{_CSS}</style></head><body>"
        "<h1>How CLEVER is your digit?</h1><p>Teacher's sheet. Start the app, open the page named "
        "in each line, and press the button for the whole screen; arrow keys lead through the "
        "lesson. Nothing leaves your machine.</p>"
        f"{''.join(parts)}</body></html>"
    )


def _plan(plan: LessonPlan, page_titles: dict[str, str]) -> str:
    lines = "".join(_activity(activity, page_titles) for activity in plan.activities)
    return _section(
        f"{plan.minutes} minutes: {plan.title}",
        f"<p><b>For:</b> {escape(plan.audience)}<br><b>Goal:</b> {escape(plan.goal)}</p>"
        "<table><thead><tr><th>Minutes</th><th>Page</th><th>What to do</th></tr></thead>"
        f"<tbody>{lines}</tbody></table><h3>Questions and answers</h3>"
        f"{_list(list(plan.questions))}",
    )


def _activity(activity: Activity, page_titles: dict[str, str]) -> str:
    return (
        f"<tr><td>{activity.minutes}</td><td>{escape(page_titles[activity.page])}</td>"
        f"<td><b>{escape(activity.title)}.</b> {escape(activity.task)}</td></tr>"
    )


def _section(title: str, inside: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{inside}</section>"


def _list(lines: list[tuple[str, str]]) -> str:
    terms = "".join(f"<dt>{escape(term)}</dt><dd>{escape(text)}</dd>" for term, text in lines)
    return f"<dl>{terms}</dl>"
