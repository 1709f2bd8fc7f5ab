"""Keyed random numbers: known answers, distributions, and independence of who else draws."""

import math

import numpy as np
import pytest
from scipy import stats

from commonweal.core import randomness
from commonweal.core.errors import ModelError, ParameterError

MANY = np.arange(40_000, dtype=np.int64)
KEY = randomness.draw_keys(20_261_120, np.array([3]), np.array([1]))[0]
LUCK = randomness.decision("tests.luck")
OTHER = randomness.decision("tests.other luck")

# Random123's file of known answers, kat_vectors: counter, key, result.
KNOWN_ANSWERS = [
    ("00000000 00000000 00000000 00000000", "00000000 00000000",
     "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff",
     "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0",
     "d16cfe09 94fdcceb 5001e420 24126ea1"),
]  # fmt: skip


def words(text):
    return [np.uint64(int(word, 16)) for word in text.split()]


def chi_square_p(counts, shares):
    expected = np.asarray(shares) * np.sum(counts)
    return stats.chisquare(counts, expected * np.sum(counts) / np.sum(expected)).pvalue


def tallied(counts, distribution):
    """Counts and expected shares in bins that the distribution fills with about 5% each."""
    edges = np.unique(distribution.ppf(np.linspace(0.05, 0.95, 19)))
    cumulative = np.concatenate([[0.0], distribution.cdf(edges), [1.0]])
    return np.bincount(np.searchsorted(edges, counts), minlength=edges.size + 1), np.diff(
        cumulative
    )


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, answer):
    assert list(randomness.philox(*words(counter), *words(key))) == words(answer)


def test_a_uniform_number_is_the_top_52_bits_of_its_philox_block():
    w0, w1, _, _ = randomness.philox(
        *(np.uint64(w) for w in (7, LUCK, 5, 0)), *(np.uint64(k) for k in KEY)
    )
    bits = (int(w1) << 32 | int(w0)) >> 12
    assert randomness.uniform(*KEY, LUCK, 5, 7) == (2 * bits + 1) / 2**53


def test_numpy_callers_and_kernels_get_the_same_bits():
    assert randomness.uniforms(KEY, LUCK, MANY[:5], 2).tolist() == [
        randomness.uniform(*KEY, LUCK, entity, 2) for entity in range(5)
    ]
    assert randomness.normals(KEY, LUCK, MANY[:5], 2).tolist() == [
        randomness.normal(*KEY, LUCK, entity, 2) for entity in range(5)
    ]
    assert randomness.exponentials(KEY, LUCK, MANY[:5], 2).tolist() == [
        randomness.exponential(*KEY, LUCK, entity, 2) for entity in range(5)
    ]
    assert randomness.poissons(KEY, LUCK, MANY[:5], 31.0, 2).tolist() == [
        randomness.poisson(*KEY, LUCK, entity, 2, 31.0) for entity in range(5)
    ]


def test_a_number_does_not_depend_on_who_else_draws():
    alone = randomness.uniforms(KEY, LUCK, np.array([17]))
    assert randomness.uniforms(KEY, LUCK, MANY)[17] == alone[0]


def test_draws_and_replicates_have_their_own_keys_whatever_their_order():
    draws, replicates = np.arange(200) // 2, np.arange(200) % 2
    keys = randomness.draw_keys(1, draws, replicates)
    assert np.unique(keys, axis=0).shape == (200, 2)
    assert np.array_equal(keys[::-1], randomness.draw_keys(1, draws[::-1], replicates[::-1]))


def test_the_whole_range_of_seeds_and_numbers_counts():
    seeds = [0, 1, 2**32, 2**64 - 1]
    numbers = [0, -1, 2**32, 2**63 - 1]
    keys = [
        tuple(randomness.draw_keys(seed, np.array([draw]), np.array([replicate]))[0].tolist())
        for seed in seeds
        for draw in numbers
        for replicate in numbers
    ]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "1"])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ParameterError, match="seed"):
        randomness.draw_keys(seed, np.array([0]), np.array([0]))


def test_entities_use_all_64_bits_of_their_id():
    far_apart = np.array([5, 5 + 2**32, -5, 2**62 + 5])
    assert np.unique(randomness.uniforms(KEY, LUCK, far_apart)).size == 4


def test_uniform_numbers_stay_inside_the_open_interval():
    zeros, ones = np.uint64(0), np.uint64(0xFFFFFFFF)
    assert randomness._open_unit(zeros, zeros) == 2.0**-53
    assert randomness._open_unit(ones, ones) == 1.0 - 2.0**-53


def test_uniform_numbers_are_uniform():
    counts = np.histogram(randomness.uniforms(KEY, LUCK, MANY), 50, (0.0, 1.0))[0]
    assert chi_square_p(counts, np.full(50, 0.02)) > 0.001


def test_normal_numbers_are_normal():
    assert stats.kstest(randomness.normals(KEY, LUCK, MANY), "norm").pvalue > 0.001


def test_exponential_numbers_are_exponential():
    assert stats.kstest(randomness.exponentials(KEY, LUCK, MANY), "expon").pvalue > 0.001


@pytest.mark.parametrize("mean", [0.1, 3.0, 9.9, 10.0, 50.0, 1e4])
def test_poisson_counts_have_the_poisson_distribution(mean):
    counts = randomness.poissons(KEY, LUCK, MANY, mean)
    assert chi_square_p(*tallied(counts, stats.poisson(mean))) > 0.001


@pytest.mark.parametrize("mean", [0.1, 3.0, 9.9, 10.0, 50.0, 1e4, 1e9])
def test_poisson_counts_have_the_mean_and_variance_asked_for(mean):
    counts = randomness.poissons(KEY, LUCK, MANY, mean)
    assert counts.mean() == pytest.approx(mean, abs=4 * math.sqrt(mean / MANY.size))
    kurtosis = math.sqrt((2 + 1 / mean) / MANY.size)
    assert counts.var() == pytest.approx(mean, rel=4 * kurtosis)


def test_a_poisson_mean_of_zero_gives_zero():
    assert not randomness.poissons(KEY, LUCK, MANY[:100], 0.0).any()


def test_a_small_poisson_count_never_falls_when_its_mean_rises():
    few, more = (randomness.poissons(KEY, LUCK, MANY[:2000], mean) for mean in (4.0, 4.5))
    assert np.all(more >= few)


def test_inversion_ends_even_where_the_probabilities_sum_to_less_than_the_share():
    assert 0 < randomness._poisson_inverted(1.0 - 2.0**-53, 9.999) <= 200


def test_poisson_attempts_read_words_that_no_other_counter_reads(monkeypatch):
    read = []
    monkeypatch.setattr(
        randomness,
        "uniform_pair",
        lambda *words: read.append(int(words[4])) or (0.999999, 0.999999),
    )
    rejected = getattr(randomness._poisson_rejected, "py_func", randomness._poisson_rejected)
    assert rejected(KEY[0], KEY[1], LUCK, 1, 2**24 - 1, 50.0) == 50
    assert read == [2**24 - 1 + attempt * 2**24 for attempt in range(256)]
    assert max(read) < 2**32


def test_choices_follow_their_weights_and_never_fall_on_a_weight_of_zero():
    weights = [0.0, 1.0, 0.0, 3.0, 6.0, 0.0]
    positions = randomness.choices(KEY, LUCK, MANY, weights)
    counts = np.bincount(positions, minlength=6)
    assert counts[[0, 2, 5]].tolist() == [0, 0, 0]
    assert chi_square_p(counts[[1, 3, 4]], [0.1, 0.3, 0.6]) > 0.001


@pytest.mark.parametrize(
    "weights", [[], [0.0, 0.0], [1.0, -0.1], [1.0, math.nan], [math.inf], [1e308, 1e308], [[1.0]]]
)
def test_impossible_weights_are_refused(weights):
    with np.errstate(over="ignore"), pytest.raises(ParameterError, match="weights"):
        randomness.choices(KEY, LUCK, MANY[:2], weights)


@pytest.mark.parametrize("mean", [-0.1, math.nan, math.inf, 1.1e9])
def test_impossible_poisson_means_are_refused(mean):
    with pytest.raises(ParameterError, match="Poisson"):
        randomness.poissons(KEY, LUCK, MANY[:2], mean)
    with pytest.raises(ValueError, match="Poisson mean"):
        randomness.poisson(*KEY, LUCK, 1, 0, mean)


def test_a_poisson_counter_that_attempts_would_run_into_is_refused():
    with pytest.raises(ParameterError, match="counter"):
        randomness.poissons(KEY, LUCK, MANY[:2], 1.0, 2**24)
    with pytest.raises(ValueError, match="counter"):
        randomness.poisson(*KEY, LUCK, 1, 2**24, 1.0)


@pytest.mark.parametrize("counter", [-1, 2**32])
def test_a_counter_beyond_32_bits_is_refused(counter):
    with pytest.raises(ParameterError, match="32 bits"):
        randomness.uniforms(KEY, LUCK, MANY[:2], counter)


@pytest.mark.parametrize(
    "other",
    [
        randomness.uniforms(KEY, LUCK, MANY, 1),
        randomness.uniforms(KEY, LUCK, MANY + 1),
        randomness.uniforms(KEY, OTHER, MANY),
        randomness.uniforms(randomness.draw_keys(1, np.array([4]), np.array([1]))[0], LUCK, MANY),
    ],
    ids=["next counter", "next entity", "other decision", "next draw"],
)
def test_neighbouring_numbers_are_independent(other):
    luck = randomness.uniforms(KEY, LUCK, MANY)
    assert abs(np.corrcoef(luck, other)[0, 1]) < 4 / math.sqrt(MANY.size)
    joint = np.histogram2d(luck, other, 8, [[0, 1], [0, 1]])[0].ravel()
    assert chi_square_p(joint, np.full(64, 1 / 64)) > 0.001


def test_the_normal_quantile_agrees_with_scipy():
    shares = np.concatenate(
        [np.geomspace(2.0**-53, 0.5, 300), 1 - np.geomspace(2.0**-53, 0.5, 300)]
    )
    ours = [randomness.normal_quantile(share) for share in shares]
    assert ours == pytest.approx(stats.norm.ppf(shares).tolist(), rel=4e-15, abs=4e-15)


def test_a_decision_keeps_its_number_and_two_names_never_share_one(monkeypatch):
    assert randomness.decision("tests.luck") == LUCK
    monkeypatch.setitem(randomness._decisions, LUCK, "a name that hashes to the same number")
    with pytest.raises(ModelError, match="the same 32-bit number"):
        randomness.decision("tests.luck")
