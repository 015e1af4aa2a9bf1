"""What every page shares: page config, look and navigation."""

import streamlit as st

from pages.shared import menu, services, style


def main() -> None:
    """Run the page the visitor is on."""
    st.set_page_config(
        page_title="How CLEVER is your digit?",
        page_icon=str(style.ICON),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    services.warm_up()
    style.apply()
    st.navigation(menu.pages(), position="top").run()


if __name__ == "__main__":
    main()
