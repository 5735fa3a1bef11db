"""What humans know: ideas by topic, how popular they are, how they change."""

from ecosystem.parameters.fields import ParameterGroup, parameter


class CultureParameters(ParameterGroup):
    """What humans know: ideas by topic, how popular they are, how they change."""

    n_ideas: int = parameter(
        1000,
        unit="ideas per topic",
        low=50,
        high=5000,
        meaning="slots of living ideas in each topic",
        source="judgement: enough for a long tail of rare ideas, few enough to be quick; the laws hold for any number",
    )
    zipf_exponent: float = parameter(
        1.1,
        unit="rank exponent",
        low=0.5,
        high=2.5,
        meaning="exponent of popularity by rank",
        source=(
            "judgement: near that of words, about 1 (Zipf-Mandelbrot); vocabularies that grow with Heaps exponents of "
            "0.5-0.7 have up to 1.5 in their tails"
        ),
        plausible=(0.8, 1.5),
    )
    zipf_shift: float = parameter(
        2.7,
        unit="ranks",
        low=0.0,
        high=50.0,
        meaning="Mandelbrot's shift of the rank",
        source="Mandelbrot 1953",
    )
    persistence: float = parameter(
        0.9985,
        unit="correlation a month",
        low=0.9,
        high=1.0,
        meaning=(
            "AR(1) coefficient of the latent scores from which ranks are read; 1 means that popularity never changes"
        ),
        source=(
            "fitted with renewal_hazard to measured ageing: texts of the two years after training are 6 to 16 % more "
            "perplexing to a model than to one trained on those years as well (three corpora of news and papers, "
            "Lazaridou et al. 2021, arXiv 2102.01951), to a perfect model here 10.5 %, an idea taken for a token; one "
            "end of both ranges gives 6 %, the other 16 %"
        ),
        plausible=(0.99775, 0.9991),
    )
    renewal_hazard: float = parameter(
        0.0005,
        unit="1/month",
        low=0.0,
        high=0.02,
        meaning="chance that an idea dies and a new one takes its slot",
        source=(
            "fitted with persistence to measured ageing (Lazaridou et al. 2021), over the same range of it; that "
            "births are two fifths of what a year costs is judgement: old models fail most at new names and words"
        ),
        plausible=(0.0003, 0.00075),
    )
