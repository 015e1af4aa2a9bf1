"""The file gives back what was written, stays small, and says what is wrong with it."""

import json

import numpy as np
import pytest

from clever_engine.benchmark import read_benchmark, write_benchmark
from clever_engine.benchmark.file import VERSION
from clever_engine.benchmark.rows import (
    Benchmark,
    NetworkRow,
    Scores,
)
from clever_engine.benchmark.tasks import KINDS
from clever_engine.errors import DataError
from tests.benchmark.small import assert_same, benchmark, row


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "benchmark.json"
    rows = [
        row("a", 0.9912, clever=1.25, attack=1.5, findings={"misread": 1}),
        row("b", 0.5, clever=0.0, attack=0.002, right=(True, False)),
    ]
    write_benchmark(path, benchmark(*rows))
    return path


def test_what_was_written_is_read(written):
    expected = benchmark(
        row("a", 0.9912, clever=1.25, attack=1.5, findings={"misread": 1}),
        row("b", 0.5, clever=0.0, attack=0.002, right=(True, False)),
    )
    found = read_benchmark(written)
    for name in ("version", "command", "seed", "made", "machine", "data", "digits", "effort"):
        assert getattr(found, name) == getattr(expected, name)
    np.testing.assert_array_equal(found.truth, expected.truth)
    for one, other in zip(found.rows, expected.rows, strict=True):
        assert_same(one, other)
        assert (one.milliseconds, one.seconds) == (other.milliseconds, other.seconds)


def test_nothing_else_is_left_in_the_folder(written):
    write_benchmark(written, benchmark())
    assert [path.name for path in written.parent.iterdir()] == ["benchmark.json"]
    assert read_benchmark(written).rows == ()


def full_row(name: str, generator: np.random.Generator) -> NetworkRow:
    """A row of a hundred digits as large as one can be."""

    def scores() -> Scores:
        low, values, high = np.sort(generator.random((3, 100)), axis=0)
        return Scores(values=values, low=low, high=high, findings={"misread": 1, "few-batches": 9})

    labels = np.zeros(100, dtype=np.int64)
    return NetworkRow(
        name=name, sha256="f" * 64, test_accuracy=0.9912, labels=labels, right=labels == 0,
        scores={kind: scores() for kind in KINDS}, parameters=1_000_000, milliseconds=1.234,
        seconds=321.5,
    )  # fmt: skip


def test_forty_networks_take_less_than_a_megabyte(tmp_path):
    path, generator = tmp_path / "large.json", np.random.default_rng(0)
    rows = tuple(full_row(f"network-{k}", generator) for k in range(40))
    write_benchmark(
        path,
        Benchmark(
            version=VERSION, command="c", seed=0, made="2026-01-02", machine="m", data="MNIST",
            digits=tuple(range(100)), truth=np.zeros(100, dtype=np.int64), rows=rows,
        ),
    )  # fmt: skip
    assert path.stat().st_size < 1_000_000
    found = read_benchmark(path)
    for kind in KINDS:
        one, other = found.rows[7].scores[kind], rows[7].scores[kind]
        np.testing.assert_allclose(one.values, other.values, rtol=5e-5)
        assert (one.low <= one.values).all()
        assert (one.values <= one.high).all()


def change(values, path, new):
    *way, last = path
    for key in way:
        values = values[key]
    values[last] = new


@pytest.mark.parametrize(
    ("path", "new", "said"),
    [
        (["rows", 0, "labels"], [1], "a, labels: shape (1,) for 2 digits"),
        (["rows", 0, "labels"], [1.5, 2.5], "$.rows[0].labels"),
        (["rows", 0, "scores", "l2 attack", "values"], [1.0], "a, l2 attack: shape (1,)"),
        (["rows", 0, "scores", "l2 attack", "values"], [1.0, None], "$.rows[0].scores[...].values"),
        (["rows", 0, "scores", "l2 attack", "values"], "many", "$.rows[0].scores[...].values"),
        (["rows", 0, "scores"], [], "$.rows[0].scores"),
        (["rows"], None, "$.rows"),
        (["truth"], [1, 2, 3], "truth: shape (3,)"),
        (["effort", "clever", "estimator"], "wish", "$.effort.clever"),
        (["effort"], {}, "$.effort.clever, $.effort.attack_steps"),
    ],
)
def test_a_damaged_part_is_named_in_one_sentence(written, path, new, said):
    values = json.loads(written.read_text())
    change(values, path, new)
    written.write_text(json.dumps(values))
    with pytest.raises(DataError, match="Expected a whole benchmark in") as caught:
        read_benchmark(written)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "it is no JSON"),
        ("[]", "in .*, of version 1; got version None"),
        ('{"version": 2}', "of version 1; got version 2"),
        ('{"version": 1}', "required field `command`"),
        ("\x00", "it is no JSON"),
    ],
)
def test_other_files_are_refused(tmp_path, text, message):
    path = tmp_path / "benchmark.json"
    path.write_text(text)
    with pytest.raises(DataError, match=message):
        read_benchmark(path)


def test_a_missing_file_names_the_command_that_makes_it(tmp_path):
    with pytest.raises(DataError, match="python -m clever_engine benchmark makes"):
        read_benchmark(tmp_path / "none.json")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="Expected to write the benchmark"):
        write_benchmark(tmp_path / "none" / "benchmark.json", benchmark())
