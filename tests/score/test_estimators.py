import numpy as np
import pytest
from scipy import stats

from clever_engine import CleverError
from clever_engine.score.estimators import maximum_likelihood, penalized, sample_maximum
from clever_engine.score.fits import ESTIMATORS
from clever_engine.score.scoring import block_maxima

SHAPES = [1, 2, 5, 10, 20, 50, 100]


def draws(shape, rng, n=50, location=10.0, scale=1.0):
    return stats.weibull_max.rvs(shape, loc=location, scale=scale, size=n, random_state=rng)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("shape", SHAPES)
def test_contract_on_known_shapes(name, shape, rng):
    for _ in range(5):
        maxima = draws(shape, rng)
        estimate = ESTIMATORS[name](maxima)
        assert estimate.end_point >= maxima.max()
        assert estimate.end_point < 3 * maxima.max()  # a diverging fit would collapse the score
        assert estimate.fit.location >= maxima.max()
        assert (np.diff(estimate.quantiles) >= 0).all()
        assert estimate.quantiles[0] >= maxima.max()
        assert 0 <= estimate.fit.p_value <= 1


@pytest.mark.parametrize("shape", [2, 5])
def test_likelihood_finds_the_end_point_where_it_is_identified(shape, rng):
    found = [maximum_likelihood(draws(shape, rng, n=2000)).end_point for _ in range(5)]
    assert np.median(found) == pytest.approx(10.0, abs=0.06)


@pytest.mark.parametrize("shape", [2, 5, 20])
def test_likelihood_is_no_worse_than_scipys_best_start(shape, rng):
    maxima = draws(shape, rng, n=200)
    ours = maximum_likelihood(maxima).fit
    level = stats.weibull_max.logpdf(maxima, ours.shape, ours.location, ours.scale).sum()
    for start in (2, 5, 20):
        theirs = stats.weibull_max.fit(maxima, start, loc=maxima.max() + 0.1, scale=1.0)
        if 1 <= theirs[0] <= 200 and theirs[1] >= maxima.max():
            assert level >= stats.weibull_max.logpdf(maxima, *theirs).sum() - 0.05


def test_penalized_is_steadier_than_likelihood_where_the_shape_is_typical(rng):
    samples = [draws(10, rng) for _ in range(40)]
    ours = np.std([penalized(sample).end_point for sample in samples])
    published = np.std([maximum_likelihood(sample).end_point for sample in samples])
    assert ours < published / 3


def test_sample_maximum_is_the_maximum(rng):
    maxima = draws(8, rng)
    assert sample_maximum(maxima).end_point == maxima.max()


@pytest.mark.parametrize("name", ESTIMATORS)
def test_units_do_not_matter(name, rng):
    maxima = draws(8, rng)
    one, other = ESTIMATORS[name](maxima), ESTIMATORS[name](maxima * 1e-6)
    assert other.end_point == pytest.approx(one.end_point * 1e-6, rel=1e-3)
    assert other.fit.shape == pytest.approx(one.fit.shape, rel=1e-2)


@pytest.mark.parametrize("name", ESTIMATORS)
@pytest.mark.parametrize("level", [0.0, 3.0])
def test_constant_maxima_are_said_to_be_constant(name, level):
    estimate = ESTIMATORS[name](np.full(50, level))
    assert estimate.fit.constant
    assert estimate.end_point == estimate.fit.location == level
    assert (estimate.quantiles == level).all()


def test_density_integrates_to_one_and_ends_at_the_end_point(rng):
    fit = penalized(draws(8, rng)).fit
    x = np.linspace(fit.location - 6 * fit.scale, fit.location, 4001)
    assert np.trapezoid(fit.density(x), x) == pytest.approx(1, abs=1e-3)
    assert fit.density(np.array([fit.location * 1.001]))[0] == 0


@pytest.mark.parametrize("bad", [[1.0], [], [1.0, np.nan], [1.0, -1.0], [[1.0, 2.0]]])
def test_bad_maxima_are_refused(bad):
    with pytest.raises(CleverError, match="at least two finite maxima"):
        penalized(np.array(bad))


def test_block_maxima():
    values = np.array([[1, 9], [4, 2], [3, 3], [0, 5]], dtype=float)
    assert block_maxima(values, 2).tolist() == [[4, 9], [3, 5]]
    with pytest.raises(CleverError, match="multiple of 3"):
        block_maxima(values, 3)
