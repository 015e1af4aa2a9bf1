"""Drawing a line: CLEVER held against the truth, where everything can be seen."""

from pages.shared.lesson import plane
from pages.shared.lesson.frame import lesson_head

lesson_head("drawing-a-line")
plane.show()
