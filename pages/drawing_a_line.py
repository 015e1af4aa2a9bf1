"""Drawing a line: CLEVER held against the truth, where everything can be seen."""

from pages.lesson.drawing_a_line import showing as plane
from pages.lesson.frame import lesson_head

lesson_head("drawing-a-line")
plane.show()
