"""What comes back from JSON is what went in, or a sentence that names the field."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from clever_engine.codec import from_plain, read_json, to_plain
from clever_engine.errors import DataError, InputError, ModelError


class Color(StrEnum):
    RED = "red"


class Box(NamedTuple):
    left: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Inner:
    count: int = 1

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InputError(f"Expected a count of at least 1; got {self.count}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outer:
    values: NDArray[np.float64]
    mask: NDArray[np.bool_] | None = None
    labels: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    inner: tuple[Inner, ...] = ()
    color: Color = Color.RED
    box: Box = Box(1, 2)
    share: float = 0.5


def outer(**changes: Any) -> dict[str, Any]:
    return {"values": [1, 2.5], "inner": [{"count": 2}], **changes}


def test_there_and_back():
    mask = np.array([[True, False]])
    whole = Outer(values=np.array([1e-6, 0.1 + 0.2]), mask=mask, inner=(Inner(count=10**30),))
    plain = to_plain(whole)
    assert plain == {
        "values": [1e-6, 0.30000000000000004], "mask": [[True, False]], "labels": [],
        "inner": [{"count": 10**30}], "color": "red", "box": [1, 2], "share": 0.5,
    }  # fmt: skip
    assert list(plain) == list(Outer.__dataclass_fields__)
    back = from_plain(plain, Outer, what="it")
    np.testing.assert_array_equal(back.values, whole.values)
    np.testing.assert_array_equal(back.mask, mask)
    assert (back.mask.dtype, back.labels.dtype) == (bool, np.int64)
    assert (back.inner, back.color, back.box) == (whole.inner, Color.RED, Box(1, 2))


def test_numpys_numbers_are_plain_and_what_is_no_number_is_none():
    given = {"one": np.float32(0.5), "many": np.array([1.0, np.nan, np.inf]), "label": np.int64(3)}
    assert to_plain(given) == {"one": 0.5, "many": [1.0, None, None], "label": 3}


def test_what_json_cannot_hold_is_said():
    with pytest.raises(NotImplementedError, match="got object"):
        to_plain(object())


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"values": [1, None]}, "$.values"),
        ({"values": "many"}, "$.values"),
        ({"values": 3}, "$.values"),
        ({"values": [[1], [2, 3]]}, "lists of equal lengths - at `$.values`"),
        ({"labels": [1.5]}, "an array of int64 - at `$.labels`"),
        ({"mask": [0.5]}, "$.mask"),
        ({"inner": [{}, {"count": "3"}]}, "$.inner[1].count"),
        ({"inner": [{"count": 0}]}, "a count of at least 1; got 0. - at `$.inner[0]`"),
        ({"color": "blue"}, "$.color"),
        ({"box": [1]}, "$.box"),
        ({"share": None}, "$.share"),
    ],
)
def test_the_field_that_is_wrong_is_named(changes, place):
    with pytest.raises(DataError, match="Expected a thing; a part is amiss: ") as caught:
        from_plain(outer(**changes), Outer, what="a thing")
    assert place in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_field_that_is_not_known_is_refused_where_asked_for():
    given = outer(inner=[{"count": 2}, {"cuont": 3}])
    assert from_plain(given, Outer, what="a thing").inner[1] == Inner()
    with pytest.raises(ModelError, match=r"not known: \$\.inner\[1\]\.cuont\."):
        from_plain(given, Outer, what="a thing", error=ModelError, exact=True)
    assert len(from_plain(outer(), Outer, what="a thing", exact=True).inner) == 1


def test_a_field_left_to_its_default_is_refused_where_asked_for():
    given = to_plain(Outer(values=np.zeros(1), inner=(Inner(),)))
    assert from_plain(given, Outer, what="a thing", whole=True).share == 0.5
    del given["share"]
    given["inner"] = [{}]
    assert from_plain(given, Outer, what="a thing").share == 0.5
    with pytest.raises(DataError, match=r"is missing: \$\.inner\[0\]\.count, \$\.share\."):
        from_plain(given, Outer, what="a thing", whole=True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is no JSON"),
        ('"\\ud800', "it is no JSON"),
        ('{"version": 1, "count": NaN}', "it is no JSON"),
        ("[]", "Expected a thing in .*, of version 1; got version None"),
        ('{"version": 2}', "got version 2"),
        ('{"version": 1, "count": 0}', "at least 1; got 0"),
    ],
)
def test_files_that_hold_something_else(tmp_path, text, message):
    path = tmp_path / "thing.json"
    path.write_text(text)
    with pytest.raises(DataError, match=message) as caught:
        read_json(path, Inner, what="a thing", version=1)
    assert str(path) in str(caught.value)


def test_a_missing_file(tmp_path):
    with pytest.raises(ModelError, match=r"Expected a thing in .*none\.json: No such file"):
        read_json(tmp_path / "none.json", Inner, what="a thing", error=ModelError)
