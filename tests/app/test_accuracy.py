"""The page "Accuracy is not robustness", through the app, without a browser."""

import csv
import io
import json
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from clever_engine.zoo.catalogue import read_catalogue
from pages.accuracy import choosing, services
from pages.accuracy.lines import benchmark_csv
from tests.app.zoo_benchmark import write_made_up

ROOT = Path(__file__).resolve().parents[2]
ZOO = [e.name for e in read_catalogue() if e.recipe.data == "mnist" and e.group == "zoo"]


@pytest.fixture(autouse=True)
def _root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.fixture
def benchmark(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    return write_made_up(path)


def opened(**query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in query.items():
        at.query_params[key] = value
    at.run()
    at.switch_page("pages/accuracy.py").run()
    assert not at.exception
    return at


def words(at: AppTest) -> str:
    elements = [*at.markdown, *at.caption, *at.get("html"), *at.info, *at.subheader]
    return " ".join(element.value for element in elements)


def charts(at: AppTest) -> dict[str, dict]:
    return {chart.proto.id.split("-", 2)[-1]: chart for chart in at.get("plotly_chart")}


def scatter(at: AppTest) -> dict:
    """The marks of the scatter: `{name: (error, robustness)}`."""
    for chart in at.get("plotly_chart"):
        for trace in json.loads(chart.proto.spec)["data"]:
            data = trace.get("customdata")
            if data and data[0][0] in ZOO:
                names = [line[0] for line in data]
                return dict(zip(names, zip(trace["x"], trace["y"], strict=True), strict=True))
    raise AssertionError("there is no scatter")


def test_a_missing_file_is_said_with_the_command_that_makes_it(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "FILE", tmp_path / "none.json")
    at = opened()
    assert "python -m clever_engine benchmark" in at.info[0].value
    assert not at.get("plotly_chart")


def test_a_damaged_file_is_said(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    path.write_text("{}")
    monkeypatch.setattr(services, "FILE", path)
    assert "version" in opened().warning[0].value


def test_every_network_of_the_zoo_is_a_mark_and_a_line(benchmark):
    at = opened()
    marks = scatter(at)
    assert sorted(marks) == sorted(ZOO)
    rows = {row.name: row for row in benchmark.rows}
    for name, (error, robustness) in marks.items():
        assert error == pytest.approx(100 * (1 - rows[name].test_accuracy))
        assert robustness == pytest.approx(
            rows[name].robustness("l2", "clever untargeted"), rel=1e-3
        )
    table = at.dataframe[0].value
    assert sorted(table["name"]) == sorted(ZOO)
    assert set(table["kind"]) >= {"plain", "adversarial training", "masked gradient"}


def test_the_finding_names_the_most_accurate_and_the_most_robust(benchmark):
    at = opened()
    zoo = [row for row in benchmark.rows if row.name in ZOO]
    titles = services.titles()
    accurate = max(zoo, key=lambda row: row.test_accuracy)
    robust = max(zoo, key=lambda row: row.robustness("l2", "clever untargeted"))
    finding = next(e.value for e in at.get("html") if "zoo-finding" in e.value)
    assert titles[accurate.name] in finding
    assert titles[robust.name] in finding
    assert "CLEVER says nothing about Masked gradient" in words(at)


def test_another_network_norm_and_measure(benchmark):
    at = opened()
    at.selectbox(key="zoo network").set_value("mlp-2").run()
    assert "Perceptron, two hidden layers" in words(at)
    at.segmented_control(key="zoo norm").set_value("linf").run()
    at.selectbox(key="zoo measure").set_value("attack").run()
    assert not at.exception
    row = next(row for row in benchmark.rows if row.name == "mlp-2")
    assert scatter(at)["mlp-2"][1] == pytest.approx(row.robustness("linf", "attack"), rel=1e-3)
    assert at.query_params["network"] in ("mlp-2", ["mlp-2"])
    assert at.query_params["measure"] in ("attack", ["attack"])


def test_robust_accuracy_at_a_budget(benchmark):
    at = opened(measure="robust-accuracy", budget="1")
    assert at.select_slider[0].value == 1.0
    at.select_slider(key="zoo budget l2").set_value(2.0).run()
    assert not at.exception
    for row in benchmark.rows:
        if row.name in ZOO:
            share = 100 * row.robust_accuracy("l2", 2.0)
            assert scatter(at)[row.name][1] == pytest.approx(share)


def test_l1_knows_no_attack(benchmark):
    at = opened(measure="attack")
    at.segmented_control(key="zoo norm").set_value("l1").run()
    assert not at.exception
    assert at.selectbox(key="zoo measure").value == "clever-untargeted"
    assert list(at.selectbox(key="zoo measure").options) == list(choosing.MEASURES.values())[:2]


def test_an_address_sets_everything(benchmark):
    at = opened(network="cnn-7-trades", norm="linf", measure="clever-runner-up")
    assert at.selectbox(key="zoo network").value == "cnn-7-trades"
    assert at.segmented_control(key="zoo norm").value == "linf"
    assert at.selectbox(key="zoo measure").value == "clever-runner-up"


def test_unknown_names_in_an_address_are_said(benchmark):
    at = opened(network="nobody", norm="l7")
    assert at.selectbox(key="zoo network").value == "cnn-7"
    assert {"nobody", "l7"} <= {
        word.strip(".'") for toast in at.toast for word in toast.value.split()
    }


def test_a_click_chooses_and_nothing_selected_does_not():
    event = {"selection": {"points": [{"customdata": ["mlp-4", 98.8, 1, 2]}]}}
    assert choosing.picked(event) == "mlp-4"
    assert choosing.picked({"selection": {"points": []}}) is None
    assert choosing.picked({}) is None


def test_each_sweep_is_drawn_with_its_best_trade_off(benchmark):
    at = opened()
    for name in services.sweeps():
        at.segmented_control(key="zoo sweep").set_value(name).run()
        assert not at.exception
        assert "Best trade-off" in words(at) or "Leave it out" in words(at)


def test_one_network_is_enough(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    write_made_up(path, ("mlp-1024",))
    at = opened()
    assert list(scatter(at)) == ["mlp-1024"]
    assert "Too few networks" in words(at)
    assert "Fewer than two of its settings" in words(at)


def test_no_network_is_said(tmp_path, monkeypatch):
    path = tmp_path / "benchmark.json"
    monkeypatch.setattr(services, "FILE", path)
    write_made_up(path, ())
    assert "no network yet" in opened().info[0].value


def test_csv_holds_every_number_of_every_network(benchmark):
    lines = list(csv.DictReader(io.StringIO(benchmark_csv(benchmark, services.entries()))))
    assert [line["network"] for line in lines] == [row.name for row in benchmark.rows]
    for line, row in zip(lines, benchmark.rows, strict=True):
        assert float(line["l2 attack"]) == pytest.approx(row.robustness("l2", "attack"), rel=1e-4)
        assert float(line["linf robust accuracy 0.1"]) == row.robust_accuracy("linf", 0.1)


def test_examples_are_measured_when_asked_for(benchmark):
    at = opened(network="mlp-1024")
    assert "zoo-digit'" not in words(at)
    at.button(key="zoo-show").click().run()
    deadline = time.monotonic() + 60
    while "zoo-digit'" not in words(at) and time.monotonic() < deadline:
        time.sleep(0.3)
        at.run()
    assert not at.exception
    assert words(at).count("zoo-digit'") == 4
    assert "changed by" in words(at)
