"""What is found out about a check while it is played: ranking first, then the maximum."""

from clever_engine import rank_digits
from clever_engine.game import Analysis, analysis_steps, find_maximum
from clever_engine.steps import relay, run
from tests.game.conftest import blank_check, level
from tests.game.test_tampering import two_digit_network


def test_the_ranking_is_known_before_the_maximum():
    network, check, seen = two_digit_network()[0], blank_check(333, grey=128), []
    found = run(relay(analysis_steps(network, check, level()), seen.append))
    alone = rank_digits(network, check.images, true_labels=check.digits)
    assert [score.value for score in found.ranking.scores] == [s.value for s in alone.scores]
    assert found.maximum is not None
    assert found.maximum.amount == find_maximum(network, check, level()).amount
    first = [step for step in seen if step.stage == "ranking"]
    then = seen[len(first) :]
    assert {step.value for step in first} == {None}
    assert {step.stage for step in then} == {"maximum"}
    known = then[0].value
    assert isinstance(known, Analysis)
    assert (known.ranking, known.maximum) == (found.ranking, None)
    shares = [step.share for step in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
