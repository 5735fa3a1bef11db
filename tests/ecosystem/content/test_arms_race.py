"""The arms race: each side learns from what it meets, and skills of a month stay those of that month."""

import numpy as np
import pytest

from ecosystem.content.arms_race import ArmsRace, Skills, has_race
from ecosystem.content.detectors import true_positive_rate
from ecosystem.parameters import Parameters
from ecosystem.parameters.controls import ControlParameters
from ecosystem.parameters.detection import DetectionParameters

RACING = Parameters(detection=DetectionParameters(evasion_growth=0.2, detector_growth=0.1))
PLAIN, HIDING = np.zeros(1), np.ones(1)


def logit(share: float) -> float:
    return float(np.log(share / (1.0 - share)))


def rate(effort: float, skills: Skills, base: float = 0.7) -> float:
    detection = DetectionParameters(evasion_effect=0.3)
    return float(true_positive_rate(detection, base, np.array([effort]), 0, skills)[0])


def test_each_side_learns_from_what_it_meets() -> None:
    race = ArmsRace()
    race.learn(RACING, 4, hiding_share=0.5, missed_share=1.0)
    race.learn(RACING, 5, hiding_share=0.0, missed_share=0.0)
    assert race.evasion == pytest.approx([0.0, 0.1, 0.1]), "nothing is learnt where nobody hides"
    assert race.detector == pytest.approx([0.0, 0.1, 0.1]), "and nothing where nothing is missed"
    race.learn(RACING, 6, hiding_share=1.0, missed_share=0.5)
    assert (race.now.evasion, race.now.detector) == pytest.approx((0.3, 0.15))


def test_what_a_month_teaches_holds_from_the_next_month_on() -> None:
    race = ArmsRace()
    for step in (-2, -1, 0, 1, 2):
        race.learn(RACING, step, hiding_share=1.0, missed_share=0.0)
    expected = {-9: 0.0, 0: 0.0, 1: 0.2, 2: 0.4, 3: 0.6, 50: 0.6}
    assert race.of_months(np.array(list(expected))).evasion == pytest.approx(list(expected.values()))
    assert [race.of_month(step).evasion for step in expected] == pytest.approx(list(expected.values()))
    assert [race.gap(step) for step in expected] == pytest.approx([-value for value in expected.values()])


def test_it_is_off_by_default_and_by_its_switch() -> None:
    still = RACING.model_copy(update={"controls": ControlParameters(has_arms_race=False)})
    for parameters in (Parameters(), still):
        race = ArmsRace()
        race.learn(parameters, 0, hiding_share=1.0, missed_share=1.0)
        assert not has_race(parameters)
        assert race == ArmsRace()


def test_skills_shift_the_rate_in_logits() -> None:
    assert rate(1.0, Skills(1.5, 0.5)) == pytest.approx(1.0 / (1.0 + np.exp(-(logit(0.49) - 1.0))))
    assert rate(0.0, Skills(1.5, 0.5)) == pytest.approx(1.0 / (1.0 + np.exp(-(logit(0.7) + 0.5))))
    assert rate(1.0, Skills(2.0, 2.0)) == pytest.approx(0.49), "equal skills cancel"
    assert rate(1.0, Skills()) == 0.7 * 0.7


@pytest.mark.parametrize("detector", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("evasion", [0.0, 2.0])
def test_hiding_never_makes_a_page_easier_to_find(evasion: float, detector: float) -> None:
    rates = [rate(effort, Skills(evasion, detector)) for effort in (0.0, 0.3, 0.7, 1.0)]
    assert rates == sorted(rates, reverse=True)


def test_detectors_that_know_all_or_nothing_stay_so() -> None:
    detection = DetectionParameters(evasion_effect=0.0)
    for base in (0.0, 1.0):
        assert true_positive_rate(detection, base, HIDING, 0, Skills(3.0, 1.0)) == base
        assert true_positive_rate(detection, base, PLAIN, 0, Skills(3.0, 1.0)) == base


def test_decay_and_evasion_come_before_the_shift_and_months_may_differ() -> None:
    detection = DetectionParameters(evasion_effect=0.5, tpr_decay=0.01)
    skills = Skills(np.array([0.0, 1.0]), np.array([0.0, 0.25]))
    found = true_positive_rate(detection, 0.8, np.ones(2), np.array([0, 10]), skills)
    late = 0.8 * 0.99**10 * 0.5
    assert found == pytest.approx([0.4, 1.0 / (1.0 + np.exp(-(logit(late) - 0.75)))])
