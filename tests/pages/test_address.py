"""Fields that live in a widget, in the visit and in the address."""

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared.address import Number, OneOf, Text, said


def script() -> None:
    """Draw one field of each kind, unless the address asks for another page."""
    import streamlit as st

    from pages.shared.address import Number, OneOf, Text, put_in_address

    norm = OneOf("norm", "l2", {"l1": "All", "l2": "Overall"}, key="a norm")
    level = OneOf("level", 0.5, (0.1, 0.5, 2.0))
    seed = Number("seed", 0, 0, 99)
    radius: Number[float | None] = Number("radius", None, 0.5, 10.0)
    digits = Text("digits", "461", 5)
    if "away" in st.query_params:
        return
    st.button("One", key="one", on_click=seed.set, args=(1,))
    values = [norm.selectbox("Norm"), level.slider("Level"), seed.input("Seed")]
    values += [radius.input("Radius"), digits.input("Digits")]
    put_in_address(norm, level, seed, radius, digits)
    st.text(repr(values))


def opened(**query: str) -> AppTest:
    at = AppTest.from_function(script, default_timeout=20)
    for name, text in query.items():
        at.query_params[name] = text
    at.run()
    assert not at.exception
    return at


def address(at: AppTest) -> dict[str, str]:
    texts = at.query_params.items()
    return {name: text if isinstance(text, str) else text[0] for name, text in texts}


def test_without_a_link_all_is_the_default_and_the_address_empty():
    at = opened()
    assert at.text[0].value == repr(["l2", 0.5, 0, None, "461"])
    assert address(at) == {}
    assert not at.toast


def test_a_link_is_followed_and_stays_in_the_address():
    link = {"norm": "l1", "level": "2", "seed": "7", "radius": "2.5", "digits": "89"}
    at = opened(**link)
    assert at.text[0].value == repr(["l1", 2.0, 7, 2.5, "89"])
    assert at.selectbox(key="a norm").value == "l1"
    assert address(at) == link


def test_what_is_chosen_is_in_the_address_and_the_default_is_not():
    at = opened(norm="l1", seed="7", radius="2.5")
    at.selectbox(key="a norm").set_value("l2").run()
    at.number_input(key="radius").set_value(None).run()
    at.select_slider(key="level").set_value(0.1).run()
    assert address(at) == {"level": "0.1", "seed": "7"}
    at.button(key="one").click().run()
    assert address(at)["seed"] == "1"
    assert at.number_input(key="seed").value == 1


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("norm", "l7", "one of l1, l2"),
        ("level", "nan", "one of 0.1, 0.5, 2"),
        ("seed", "-1", "a whole number from 0 to 99"),
        ("seed", "1.5", "a whole number from 0 to 99"),
        ("seed", "", "a whole number from 0 to 99"),
        ("radius", "inf", "a number from 0.5 to 10.0"),
    ],
)
def test_nonsense_in_a_link_is_said_once_and_replaced(name, text, expected):
    at = opened(**{name: text})
    assert at.text[0].value == repr(["l2", 0.5, 0, None, "461"])
    (toast,) = at.toast
    assert toast.value == f"Expected {name} in the address as {expected}; got {text!r}."
    assert address(at) == {}
    assert not at.run().toast


def test_a_text_is_cut_and_auto_means_the_default():
    at = opened(digits="123456789", radius="auto")
    assert at.text[0].value == repr(["l2", 0.5, 0, None, "12345"])
    assert not at.toast


def test_what_is_chosen_outlives_a_change_of_page_and_no_later_link_changes_it():
    at = opened(seed="7")
    at.selectbox(key="a norm").set_value("l1").run()
    at.query_params["away"] = "yes"
    at.run().run()
    assert not at.selectbox
    for name in ("away", "norm", "seed"):
        del at.query_params[name]
    at.run()
    assert at.text[0].value == repr(["l1", 0.5, 7, None, "461"])
    assert address(at) == {"norm": "l1", "seed": "7"}


def narrowed() -> None:
    """Offer what the address names as possible."""
    import streamlit as st

    from pages.shared.address import Number, OneOf

    most = int(st.query_params["most"])
    first = Number("first", 0, 0, most).input("First")
    place = OneOf("place", 0, range(most + 1)).selectbox("Place")
    st.text(f"{first} {place}")


def test_a_choice_that_is_possible_no_more_is_mended_without_a_word():
    at = AppTest.from_function(narrowed, default_timeout=20)
    at.query_params["most"] = "9"
    at.query_params["first"] = at.query_params["place"] = "8"
    assert at.run().text[0].value == "8 8"
    at.query_params["most"] = "5"
    assert at.run().text[0].value == "5 0"
    assert not at.toast
    assert not at.exception


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "auto"),
        (5.0, "5"),
        (-0.35, "-0.35"),
        (0.1234567, "0.1234567"),
        (3, "3"),
        ("l2", "l2"),
    ],
)
def test_values_as_the_address_says_them(value, text):
    assert said(value) == text


def test_the_widgets_key_is_the_name_where_none_is_given():
    assert OneOf("norm", "l2", ("l1", "l2")).key == "norm"
    assert Number("seed", 0, 0, 9, key="page seed").key == "page seed"
    assert Text("digits", "", 5).key == "digits"
