"""The shipped twins, each held against the shipped networks; and how they are made and kept."""

import json

import numpy as np
import pytest

from clever_engine import load_classifier
from clever_engine.errors import DataError, ModelError
from clever_engine.handwriting.sets import load_handwriting
from clever_engine.handwriting.shapes import HANDS
from clever_engine.lesson.twins import FILE, Change, load_twins, make_round, read_record
from clever_engine.lesson.twins.art_methods import art_attack
from clever_engine.lesson.twins.file import save_twins
from clever_engine.lesson.twins.making import (
    DRAWN,
    HARDENED,
    MAX_L2,
    MAX_LINF,
    PLAN,
    Part,
    make_part,
    readable_digits,
)
from clever_engine.lesson.twins.methods import METHODS
from clever_engine.lesson.twins.storing import LEAD, as_shown, from_steps, in_steps
from clever_engine.zoo.catalogue import find_entry
from tests.conftest import linear_classifier

TWINS = load_twins()
RECORD = read_record()
NETWORKS = sorted({twin.network for twin in TWINS.twins})


def logits(network: str, images: list[np.ndarray]) -> np.ndarray:
    return load_classifier(network).logits(np.stack(images)).double().numpy()


@pytest.mark.parametrize("network", [*NETWORKS, HARDENED])
def test_every_original_is_read_rightly_and_every_twin_as_said(network):
    twins = [twin for twin in TWINS.twins + TWINS.hardened if twin.network == network]
    before = logits(network, [twin.original for twin in twins])
    after = logits(network, [twin.image for twin in twins])
    assert before.argmax(axis=1).tolist() == [twin.digit for twin in twins]
    assert after.argmax(axis=1).tolist() == [twin.label for twin in twins]
    for twin, values in zip(twins, after, strict=True):
        assert twin.label != twin.digit
        assert values[twin.label] - values[twin.digit] >= 0.99 * LEAD
    sure = np.exp(after - after.max(axis=1, keepdims=True))
    sure = (sure / sure.sum(axis=1, keepdims=True)).max(axis=1)
    np.testing.assert_allclose(sure, [twin.confidence for twin in twins], atol=2e-3)


def test_twins_are_kept_exactly_as_shown_and_hardly_seen():
    handwriting = load_handwriting()
    lines = RECORD["twins"] + RECORD["hardened"]
    for twin, line in zip(TWINS.twins + TWINS.hardened, lines, strict=True):
        assert twin.image.shape == (1, 28, 28)
        assert 0 <= twin.image.min() <= twin.image.max() <= 1
        assert np.array_equal(from_steps(in_steps(twin.image)), twin.image)
        assert np.array_equal(twin.original, handwriting.images[twin.hand, twin.digit])
        difference = twin.image.astype(float) - twin.original
        assert np.linalg.norm(difference) == pytest.approx(line["l2"], abs=1e-4)
        assert np.abs(difference).max() == pytest.approx(line["linf"], abs=1e-4)
        assert np.abs(difference).sum() == pytest.approx(line["ink"], abs=1e-3)
    for twin in TWINS.twins:
        assert twin.change.l2 <= MAX_L2
        assert twin.change.linf <= MAX_LINF


def test_attacks_and_networks_are_several():
    methods = {twin.method for twin in TWINS.twins}
    assert methods <= set(METHODS)
    assert sum(METHODS[name].by == "ART" for name in methods) >= 3
    assert {"fmn-l2", "ddn"} <= methods
    assert len(NETWORKS) >= 4
    assert len({(twin.hand, twin.digit) for twin in TWINS.twins}) == len(TWINS.twins)
    assert {twin.digit for twin in TWINS.twins} == set(range(10))


def test_the_hardened_network_needs_a_change_that_is_seen():
    shares = []
    for plain, strong in zip(TWINS.twins, TWINS.hardened, strict=True):
        assert (plain.hand, plain.digit) == (strong.hand, strong.digit)
        assert strong.network == HARDENED
        shares.append(strong.change.l2 / plain.change.l2)
    assert np.median(shares) > 1.5


def test_clean_digits_are_read_rightly():
    taken = {(twin.hand, twin.digit) for twin in TWINS.twins}
    for reading in TWINS.clean:
        assert (reading.hand, reading.digit) not in taken
        values = logits(reading.network, [reading.image])[0]
        assert values.argmax() == reading.digit


def test_the_record_names_the_networks_and_the_atlas_as_they_are():
    for name, sha256 in RECORD["networks"].items():
        assert find_entry(name).sha256 == sha256
    handwriting = json.loads((HANDS / "atlas.json").read_text(encoding="utf-8"))
    assert RECORD["atlas_sha256"] == handwriting["sha256"]
    assert RECORD["command"].endswith(f"--seed {RECORD['seed']}")
    for name, how in RECORD["attacks"].items():
        assert how["parameters"] == dict(METHODS[name].parameters)


@pytest.mark.parametrize("number", [0, 3])  # one attack of ART, one of the project
def test_twins_made_again_are_the_same(number):
    handwriting, part = load_handwriting(), PLAN[number]
    pool = readable_digits(handwriting, RECORD["seed"])[number * DRAWN : (number + 1) * DRAWN]
    again = make_part(handwriting, part, pool, seed=RECORD["seed"] + number)
    shipped = [t for t in TWINS.twins if (t.network, t.method) == (part.network, part.method)]
    assert [(t.hand, t.digit, t.label) for t in again] == [
        (t.hand, t.digit, t.label) for t in shipped
    ]
    for new, old in zip(again, shipped, strict=True):
        assert np.abs(new.image - old.image).max() <= 2 / 255  # another processor may round


def test_a_part_that_finds_too_little_says_so(monkeypatch):
    monkeypatch.setattr("clever_engine.lesson.twins.making.MAX_L2", 0.0)
    with pytest.raises(ModelError, match="Expected 1 twins by fmn-l2 on mlp-1024; got 0"):
        make_part(
            load_handwriting(), Part(network="mlp-1024", method="fmn-l2", count=1), [(0, 1)], seed=0
        )


def test_change_of_known_size():
    before = np.zeros((1, 2, 2), dtype=np.float32)
    before[0, 0] = 1
    after = before.copy()
    after[0, 1] = 0.3
    after[0, 0, 0] = 0.6
    change = Change.between(before, after)
    assert change.l2 == pytest.approx(np.sqrt(2 * 0.09 + 0.16))
    assert change.linf == pytest.approx(0.4)
    assert change.ink == pytest.approx(1.0)
    assert change.whole == 2


def test_rounding_is_made_up_for_and_no_more():
    classifier = linear_classifier(d=20, classes=4, seed=3)
    weight, bias = (p.detach().double().numpy() for p in classifier.module.parameters())
    image = in_steps(np.random.default_rng(0).uniform(0.3, 0.7, 20).astype(np.float32))
    original = from_steps(image)
    values = weight @ original.astype(float) + bias
    label, target = (int(k) for k in values.argsort()[::-1][:2])
    slope = weight[target] - weight[label]
    needed = (values[label] - values[target] + LEAD) / (slope @ slope)
    changed = (original + 0.98 * needed * slope).astype(np.float32)  # just short of the lead
    steps = as_shown(classifier, original, changed, label=label, target=target)
    assert steps is not None
    read = weight @ from_steps(steps).astype(float) + bias
    assert read[target] - np.delete(read, target).max() >= LEAD
    lengthened = np.linalg.norm(from_steps(steps) - original)
    assert lengthened <= 1.06 * np.linalg.norm(needed * slope)


def test_a_change_that_fools_nobody_is_no_twin():
    classifier = linear_classifier()
    image = np.full(20, 0.5, dtype=np.float32)
    label = int(classifier.logits(image[None]).argmax())
    assert as_shown(classifier, image, image, label=label) is None


def test_the_file_is_the_same_for_the_same_twins_and_damage_is_said(tmp_path):
    path = tmp_path / "twins.npz"
    save_twins(TWINS, {"command": "again"}, path)
    assert path.read_bytes() == FILE.read_bytes()
    back = load_twins(path)
    assert [twin.label for twin in back.twins] == [twin.label for twin in TWINS.twins]
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(DataError, match="SHA-256"):
        load_twins(path)
    path.unlink()
    with pytest.raises(DataError, match=r"Expected the twins in"):
        load_twins(path)
    with pytest.raises(DataError, match="record"):
        load_twins(tmp_path / "none.npz")


def test_an_attack_of_art_gives_the_global_generator_back():
    classifier = load_classifier("mlp-1024")
    images = load_handwriting().images[0, :2]
    run = art_attack(
        "HopSkipJump",
        {"max_iter": 1, "max_eval": 20, "init_eval": 10, "batch_size": 64},
        starts=True,
    )
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first, second = (run(classifier, images, images[::-1], 5) for _ in range(2))
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    assert np.array_equal(first, second)
    assert not classifier.module.training


def pair_at(cards):
    """The place of two neighbours of which one is the other's twin."""
    for k, (one, two) in enumerate(zip(cards, cards[1:], strict=False)):
        for card, other in ((one, two), (two, one)):
            if card.twin is not None and card.twin.original is other.image:
                return k
    raise AssertionError("no pair")


def test_rounds_are_by_seed_mixed_and_hold_a_pair():
    counts, places, firsts = set(), set(), set()
    for seed in range(40):
        cards = make_round(TWINS, seed)
        assert len(cards) == 8
        assert [card.image.tobytes() for card in cards] == [
            card.image.tobytes() for card in make_round(TWINS, seed)
        ]
        assert len({card.image.tobytes() for card in cards}) == 8
        twins = [card.twin for card in cards if card.twin]
        counts.add(len(twins))
        assert len({twin.method for twin in twins}) >= 3
        assert len({twin.network for twin in twins}) >= 3
        assert len({card.truth for card in cards}) >= 6
        for card in cards:
            assert card.fooled == (card.twin is not None)
            assert (card.hardened is None) == (card.twin is None)
        places.add(pair_at(cards))
        firsts.add(cards[pair_at(cards)].twin is None)
    assert counts == {4, 5, 6}
    assert len(places) == 7
    assert firsts == {True, False}
    assert make_round(TWINS, 1)[0].image is not make_round(TWINS, 2)[0].image
