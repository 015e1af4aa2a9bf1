"""The app with a made-up benchmark, whatever has been measured so far."""

import tempfile
from pathlib import Path

import streamlit as st

from pages.accuracy import services
from pages.server import web
from tests.app.zoo_benchmark import write_made_up

services.FILE = Path(tempfile.mkdtemp(prefix="clever-")) / "benchmark.json"
write_made_up(services.FILE)
app = st.App(web.SHELL, lifespan=web.lifespan, middleware=web.MIDDLEWARE)
