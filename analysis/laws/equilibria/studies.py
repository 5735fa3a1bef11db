"""Equilibria: what the economics of AI content predicts, laid beside what the economy of this project does.

Every number comes from the ecosystem's own functions and phases in a world from which everything is taken away that
the paper does not have. Where a paper assumes how good AI content is, the world does, too (`controls.seen_loss`).
"""

from analysis.laws.claims import Claim
from analysis.laws.equilibria.adoption import social_dilemma, who_adopts
from analysis.laws.equilibria.citing import engines_profit
from analysis.laws.equilibria.curation import curation_of_others
from analysis.laws.equilibria.data import free_data
from analysis.laws.equilibria.liability import who_is_liable
from analysis.laws.equilibria.subsidy import subsidy_dose
from analysis.laws.equilibria.supply import reproduction_threshold
from analysis.laws.equilibria.traffic import retrieval_collapse, shock_by_coverage

EQUILIBRIA = (
    Claim("E1", "Social dilemma", "Baumann et al. 2026, arXiv 2604.21853", social_dilemma),
    Claim("E2", "Retrieval collapse", "Yu et al. 2026, arXiv 2602.16136", retrieval_collapse),
    Claim("E3", "Reproduction of human content", "Chan 2026, NBER 35344", reproduction_threshold),
    Claim("E4", "Who adopts", "Yao et al. 2024, arXiv 2402.15467", who_adopts),
    Claim("E5", "Free training data", "Yang and Zhang 2024, arXiv 2402.17801", free_data),
    Claim("E7", "Shock by coverage", "del Rio-Chanona et al. 2024, PNAS Nexus; arXiv 2307.07367", shock_by_coverage),
    Claim("E8", "Best subsidy", "Lundstrom-Imanov 2026, arXiv 2605.20279, one author, no code", subsidy_dose),
    Claim("E9", "Curation of others", "Zhang, Wei and Zhang 2026, arXiv 2605.29267", curation_of_others),
    Claim("E10", "Citing pays", "Wu et al. 2026, arXiv 2601.22493", engines_profit),
    Claim("E11", "Who is liable", "said of data markets; its paper was not found", who_is_liable),
)
"""Published results, in the order of the literature table; E6 is exploratory and no law."""
