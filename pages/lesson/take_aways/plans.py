"""Three lesson plans for teachers, as plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """A part of a lesson: how long, at which page, what to do."""

    minutes: int
    page: str
    title: str
    task: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPlan:
    """One lesson: for whom, what they take away, how it goes, what to ask."""

    minutes: int
    title: str
    audience: str
    goal: str
    activities: tuple[Activity, ...]
    questions: tuple[tuple[str, str], ...]


_QUIZ = Activity(
    minutes=5,
    page="label-it",
    title="Label it!",
    task="Everyone answers the quiz on the projector together. Count hands before each answer. "
    "At the end look at two reveals: where is the change?",
)
_LINE = Activity(
    minutes=5,
    page="drawing-a-line",
    title="Drawing a line",
    task="Move the point towards the boundary and away from it. Guess the size of the safe ball "
    "before looking. Change the norm: why does the ball change its shape?",
)

PLANS = (
    LessonPlan(
        minutes=20,
        title="Can you fool a computer?",
        audience="From 12 years on, no mathematics. A stand, a science day, a first lesson.",
        goal="A network can be fooled by changes that people do not see.",
        activities=(
            _QUIZ,
            Activity(
                minutes=10,
                page="big-check",
                title="The Big Check",
                task="In pairs: make the bank credit more with as little change as you can. Then "
                "look which digit was the weakest, and whether the ranking had said so.",
            ),
            Activity(
                minutes=5,
                page="take-aways",
                title="What was that?",
                task="Collect in one sentence each: what did the network see that we did not?",
            ),
        ),
        questions=(
            (
                "Would a bank really pay?",
                "Real banks use more than one check of a check. But real systems with such "
                "networks in them have been fooled, among them ones that read road signs.",
            ),
            (
                "Is the network stupid, then?",
                "No. It reads more than 97 of 100 digits rightly. It just looks at other things.",
            ),
            (
                "Which digit did you choose, and why?",
                "Good answers speak of value (a leading digit is worth more) and of weakness (a "
                "digit near another one, such as 4 and 9).",
            ),
        ),
    ),
    LessonPlan(
        minutes=45,
        title="How far is it to a mistake?",
        audience="From 15 years on. Knows coordinates and slopes.",
        goal="Robustness is a distance, and CLEVER estimates it as lead divided by slope.",
        activities=(
            _QUIZ,
            Activity(
                minutes=10,
                page=_LINE.page,
                title=_LINE.title,
                task=_LINE.task,
            ),
            Activity(
                minutes=15,
                page="inside-clever",
                title="Inside CLEVER",
                task="Go through the six parts. At each: what is the number, what does the "
                "control do? Let pairs note lead and steepest slope, and divide by hand.",
            ),
            Activity(
                minutes=10,
                page="accuracy",
                title="Accuracy is not robustness",
                task="Find two networks that read equally well and are unlike in robustness. "
                "Which one would you take for a bank, which for a game?",
            ),
            Activity(
                minutes=5,
                page="take-aways",
                title="Take-aways",
                task="Each writes down one question that is still open.",
            ),
        ),
        questions=(
            (
                "A car leads by 60 m and can lose at most 3 m a second. How long is it surely "
                "ahead?",
                "20 seconds. Lead divided by the fastest loss: the same thought as CLEVER.",
            ),
            (
                "Why is the steepest slope hard to know?",
                "One can only try some of the ways out of the digit. The steepest may lie between "
                "them. The Weibull curve guesses how much steeper it gets.",
            ),
            (
                "In L∞ a small number already turns the digit. Is the network weaker there?",
                "The unit is another: in L∞ every pixel may change by that number at once.",
            ),
        ),
    ),
    LessonPlan(
        minutes=90,
        title="What can a measurement promise?",
        audience="From 16 years on, or a first university course. Knows derivatives.",
        goal="Estimate, proof and attack are three kinds of evidence, and each can fail.",
        activities=(
            _QUIZ,
            Activity(
                minutes=10,
                page=_LINE.page,
                title=_LINE.title,
                task=_LINE.task + " Compare CLEVER with the exact distance at five points.",
            ),
            Activity(
                minutes=20,
                page="inside-clever",
                title="Inside CLEVER, with the mathematics",
                task="Switch on the mathematics. Derive g(x) / L from the mean value theorem. "
                "Repeat with other seeds: how large must the sample be to be steady? In the last "
                "part: why is the mean slope of straight lines enough, and never too large?",
            ),
            Activity(
                minutes=15,
                page="sandwich",
                title="The sandwich",
                task="For three digits note certificate, score and attack. When does the score "
                "leave the sandwich?",
            ),
            Activity(
                minutes=15,
                page="fooled",
                title="When CLEVER is fooled",
                task="Groups take one part each and explain to the others what went wrong and "
                "which warning the app gives.",
            ),
            Activity(
                minutes=15,
                page="before-after",
                title="Before and after",
                task="Each group states a guess about one defense, then tests it. Is the interval "
                "clear of zero? Does the attacker agree?",
            ),
            Activity(
                minutes=10,
                page="take-aways",
                title="Debate",
                task="May a network that reads checks be sold with a CLEVER score as its only "
                "proof of safety?",
            ),
        ),
        questions=(
            (
                "Why is the certificate often far below the attack?",
                "It must hold for every point of the ball, so each step of its reckoning takes the "
                "worst case, and the worst cases of different neurons do not happen together.",
            ),
            (
                "The masked network shows no slope. Why is it not safe?",
                "Its answer still changes, in jumps. An attacker who looks through the rounding "
                "finds a change of the usual size.",
            ),
            (
                "Two networks differ by 0.1 in mean score, the interval is -0.05 to 0.25. Which is "
                "better?",
                "One cannot tell: the interval holds zero. More digits could tell.",
            ),
            (
                "What would convince you that a defense works?",
                "A certificate, or attacks by people who knew the defense and tried to break it.",
            ),
        ),
    ),
)
