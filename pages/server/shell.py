"""What every page shares: page config, look and navigation."""

import streamlit as st

from pages.lesson.sandwich import services as sandwich
from pages.measure import services as measure
from pages.opening import results
from pages.shared import menu, services, style


def warm_up() -> None:
    """Load what the first visitor needs, once for all."""
    services.warm_up(_load)


def _load() -> None:
    results.ship()
    measure.example()
    sandwich.networks()


def main() -> None:
    """Run the page the visitor is on."""
    st.set_page_config(
        page_title="How CLEVER is your digit?",
        page_icon=str(style.ICON),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    warm_up()
    style.apply()
    st.navigation(menu.pages(), position="top").run()


if __name__ == "__main__":
    main()
