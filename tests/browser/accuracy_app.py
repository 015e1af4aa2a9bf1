"""The app with a made-up benchmark, whatever has been measured so far."""

import tempfile
from pathlib import Path

import streamlit as st

from pages.accuracy import services
from pages.shared import server
from tests.app.zoo_survey import write_made_up

services.FILE = Path(tempfile.mkdtemp(prefix="clever-")) / "benchmark.json"
write_made_up(services.FILE)
app = st.App(server.SHELL, lifespan=server.lifespan, middleware=server.MIDDLEWARE)
