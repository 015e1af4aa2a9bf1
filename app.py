"""How CLEVER is your digit? Start with `streamlit run app.py`.

`streamlit run` finds the server below and imports this file; the server then runs
`pages/server/shell.py` for every visitor. The main script must not lie beside `pages/`: Streamlit
would run the first page that is opened by its address alone, without navigation. Run as a script
(by a test, say), this file does what the shell does.
"""

import streamlit as st

from pages.server import web

if __name__ == "__main__":
    from pages.server import shell

    shell.main()
else:
    app = st.App(web.SHELL, lifespan=web.lifespan, middleware=web.MIDDLEWARE)
