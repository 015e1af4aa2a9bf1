"""The boxes around the digits of a picture, to be corrected by hand."""

from pages.measure.marks.editor import Marks, kept_marks, marks_editor

__all__ = ["Marks", "kept_marks", "marks_editor"]
