"""What is told of the columns of frames of the world, and of the tables of its agents and sites."""

from ecosystem.columns import ColumnInfo, FrameInfo, columns
from ecosystem.indicators import RECORDED
from ecosystem.recorder import DATE, STEP

REPLICATE = ColumnInfo("replicate", "number", "Which repetition of a run, each with a seed of its own.")
ARM = ColumnInfo("arm", "text", "Name of the arm of the comparison; the others are compared with baseline.")
SERIES = FrameInfo(
    "series",
    "One row a month of a run; in a comparison, a month, arm and replicate.",
    ("WebEcosystem.series", "series.parquet of a run and of a comparison", "Comparison.series"),
    (
        ColumnInfo("scenario", "text", "Name of the scenario; in a comparison the column arm stands in its place."),
        ARM,
        REPLICATE,
        STEP,
        DATE,
        *RECORDED.values(),
    ),
)
_TRAINER = ("trainer", "row", "Which trainer made it.")
_KIND = ("kind", "text", "What kind of site it is, e.g. blog, news or forum.")
_GROUP = ("group", "text", "Group of the writer: authors by how unusual their pages are, or operators by kind.")
_LIVE = ("n_live", "pages", "How many of its pages are online.")
_FARM = ("is_farm", "yes or no", "Whether operators of AI content run it.")
MODELS = FrameInfo(
    "models",
    "One row a version of a model ever trained.",
    ("WebEcosystem.models_frame", "models.parquet of a run"),
    columns(
        ("model_id", "version", "Which version it is, counted over all trainers."),
        _TRAINER,
        ("version", "number", "Which version of its trainer it is."),
        ("cutoff_step", "step", "Last month of the data that it was trained on."),
        ("trained_step", "step", "Month in which it was trained."),
        ("released_step", "step", "First month in which it is on sale."),
        ("released", "month", "First month in which it is on sale."),
        ("n_tokens", "ideas", "How much text it was trained on, repeats counted, in ideas."),
        ("n_different_tokens", "ideas", "How much different text it was trained on, in ideas."),
        ("synthetic_share_training", "share", "Of what it was trained on, the part that models had written."),
        ("lineage_depth", "generations", "How many generations of models stand between people and it, on average."),
        ("n_parents", "number", "How many earlier versions wrote some of what it was trained on."),
        ("main_parent", "version", "The version that wrote most of its synthetic data; -1 if none did."),
        ("main_parent_share", "share", "Of what it was trained on, the part that this version wrote."),
        ("loss_at_training", "nats per idea", "How far it was from knowing what people knew when it was trained."),
    ),
)
LINEAGE = FrameInfo(
    "lineage",
    "One node a version of a model, one edge from each to those trained on what it wrote.",
    ("WebEcosystem.lineage_graph", "lineage.graphml of a run"),
    columns(
        _TRAINER,
        ("version", "number", "Which version of its trainer it is."),
        ("released_step", "step", "First month in which it is on sale."),
        ("date", "month", "First month in which it is on sale."),
        ("cutoff_date", "month", "Last month of the data that it was trained on."),
        ("depth", "generations", "How many generations of models stand between people and it, on average."),
        ("loss", "nats per idea", "How far it was from knowing what people knew when it was trained."),
        ("synthetic_share", "share", "Of what it was trained on, the part that models had written."),
        ("n_tokens", "ideas", "How much text it was trained on, repeats counted, in ideas."),
        ("share", "share", "Of an edge: the part of the child's training text that the parent wrote."),
    ),
)
CONTAMINATION = FrameInfo(
    "contamination",
    "One row a year, reader and writer, both of them trainers.",
    ("WebEcosystem.contamination_frame", "contamination.csv of a run"),
    columns(
        ("year", "year", "Year in which the reader's versions were trained."),
        ("reader", "row", "The trainer that trained on it."),
        ("writer", "row", "The trainer whose models wrote it."),
        ("share", "share", "Of what the reader's versions were trained on that year, what the writer's models wrote."),
        ("is_own", "yes or no", "Whether reader and writer are the same trainer."),
        ("n_tokens", "ideas", "How much the reader's versions of that year were trained on; the same for all writers."),
    ),
)
CONTAMINATION_PATHS = FrameInfo(
    "contamination_paths",
    "One row a way of text through two or three trainings, the largest first.",
    ("WebEcosystem.contamination_paths",),
    columns(
        ("path", "text", "The trainers on the way, by their rows, the last reader last."),
        ("n_steps", "number", "How many trainings it went through."),
        ("n_trainers", "number", "How many different trainers are on it."),
        ("share", "share", "Of what all versions of the last reader were trained on, what came this way."),
    ),
)
RECIPES = FrameInfo(
    "recipes",
    "One row a fitted version of a model and a source of its training text.",
    ("WebEcosystem.recipes_frame", "recipes.csv of a run"),
    columns(
        ("model_id", "version", "Which version it is, counted over all trainers."),
        _TRAINER,
        ("released", "month", "First month in which it is on sale."),
        ("source", "text", "Where the text came from: fresh to archive (by age), licensed, open, or synthetic."),
        ("uses", "ratio", "How often training used a token of the source; below 1 the chance that it did."),
        ("share", "share", "Of the different text that it was trained on, what came from the source."),
    ),
)
_AUDITED = (
    ("page_class", "text", "Who wrote the page: human, mixed or synthetic."),
    ("pages", "pages", "How many pages, fetched for the first time in that year, were left after the stage."),
)
_AUDIT = (
    ("year", "year", "Year in which the pages were fetched."),
    ("scraper", "row", "Which crawler fetched them."),
    ("is_open", "yes or no", "Whether it is the open crawl, which every trainer may use."),
    ("stage", "text", "Stage of the filter: fetched, then duplicates, quality, detector and site cap."),
)
FILTER_AUDIT = FrameInfo(
    "filter_audit",
    "One row a year, crawler, stage of its filter, group of writers and class of pages.",
    ("WebEcosystem.audit_frame", "filter_audit.csv of a run"),
    columns(*_AUDIT, _GROUP, *_AUDITED),
)
FILTER_AUDIT_BY_TOPIC = FrameInfo(
    "filter_audit_by_topic",
    "One row a year, crawler, stage of its filter, topic and class of pages.",
    ("WebEcosystem.audit_by_topic_frame",),
    columns(*_AUDIT, ("topic", "number", "Which topic the page is about."), *_AUDITED),
)
MAP = FrameInfo(
    "map",
    "One row a site as it stands.",
    ("WebEcosystem.map_frame",),
    columns(
        ("site", "row", "Which site it is."),
        _KIND,
        _FARM,
        ("topic", "number", "Which topic it is about."),
        ("x", "length", "Place on the map, from left to right."),
        ("y", "length", "Place on the map, from below to above."),
        ("audience", "visits a month", "How many visits it had last month."),
        ("authority", "ratio", "How well it is linked to: its PageRank, over that of a mean site."),
        _LIVE,
        ("synthetic_share", "share", "Of its pages that are online, those that a model mostly wrote."),
        ("crawler_rule", "text", "Whether crawlers may come: open, opted out, or priced."),
    ),
)
SITES = FrameInfo(
    "sites",
    "One row a site, for statistics.",
    ("WebEcosystem.sites_frame",),
    columns(
        ("site", "row", "Which site it is."),
        _KIND,
        _FARM,
        _LIVE,
        ("visits", "visits a month", "How many visits it had last month."),
        ("in_links", "sites", "How many other sites link to it."),
        ("rank", "rank", "Rank in the real web of what it stands for; empty where it stands for none."),
        ("is_opted_out", "yes or no", "Whether it refuses crawlers that fetch for training."),
        ("refuses_answers", "yes or no", "Whether answers above search results may not use it."),
        ("refuses_agents", "yes or no", "Whether it refuses models that read pages for a user."),
    ),
)
POSTS = FrameInfo(
    "posts",
    "One row a human author who published in the last months.",
    ("WebEcosystem.posts_frame",),
    columns(
        ("author", "row", "Which author it is."),
        ("posts", "pages", "How many pages the author published, those that are offline by now included."),
    ),
)
DETECTION = FrameInfo(
    "detection",
    "One row a group of writers, over the pages of the last months.",
    ("WebEcosystem.detection_frame",),
    columns(
        _GROUP,
        ("pages", "pages", "How many pages they wrote."),
        ("human_pages", "pages", "How many of these pages people mostly wrote."),
        ("flagged_engine", "pages", "How many pages the search engine took for synthetic when they were written."),
        ("false_positive_share_engine", "share", "Of the pages that people mostly wrote, those taken so."),
        ("flagged_likelihood", "pages", "How many pages the likelihood detector takes for synthetic now."),
        ("false_positive_share_likelihood", "share", "Of the pages that people mostly wrote, those taken so."),
    ),
)
_KEY = ("key", "number", "Name of it for good, in 64 bits; all its draws hang on it.")
_ACTIVE = ("is_active", "yes or no", "Whether it is still there.")
_TOPIC = ("topic", "number", "Which topic it is about.")
_SITE = ("site", "row", "Which site it publishes on.")
_BALANCE = ("balance", "millionths of a USD", "What it has received less what it has paid, since the start.")
_PAID = ("paid", "millionths of a USD", "What it has paid since the start.")
_WRITER = (
    ("appeal", "ratio", "How much its pages attract, beside those of others."),
    ("cost", "of a human page's revenue", "What writing a page costs it, before the fall of costs."),
)
_READ = (
    (
        "fresh",
        "pages",
        "Its pages, new ones counting most, by whether engines believe them synthetic and whether they are.",
    ),
    ("visits", "visits a month", "How many visits its pages had last month."),
    ("visits_primary", "visits a month", "How many of these went to pages that a model mostly wrote."),
    ("income", "USD a month", "What a month brings it, as it reckons."),
)
AUTHORS = FrameInfo(
    "authors",
    "One entry a human author, those who left included.",
    ("WebEcosystem.world.authors", "attributes of its agents"),
    columns(
        *(_KEY, _ACTIVE, _TOPIC, _SITE),
        ("niche", "number", "What it writes: 0 articles, 1 for substitutable forums, 2 for committed communities."),
        ("founded_step", "step", "Month in which it began."),
        ("rate", "pages a month", "How many pages it writes."),
        *_WRITER,
        ("motive", "of a human page's revenue", "What writing a page is worth to it besides money."),
        ("idiosyncrasy", "share", "Chance that a page of its own carries junk ideas."),
        ("asking_share", "share", "Of the people for whom it asks, those who still ask on the web."),
        ("ai_share_potential", "share", "How much of a page a model writes once it writes with AI."),
        ("stigma", "logits", "How much it minds writing with AI."),
        ("has_adopted", "yes or no", "Whether it writes with AI."),
        *(*_READ, _BALANCE, _PAID),
    ),
)
OPERATORS = FrameInfo(
    "operators",
    "One entry an operator of AI content, those who left included.",
    ("WebEcosystem.world.operators", "attributes of its agents"),
    columns(
        *(_KEY, _ACTIVE),
        ("kind", "number", "What kind of operator it is, e.g. content farm."),
        *(_TOPIC, _SITE),
        ("output", "pages a month", "How many pages it publishes."),
        *_WRITER,
        ("evasion", "share", "How much effort its pages of this month take to hide from detectors."),
        *(*_READ, _BALANCE, _PAID),
    ),
)
SCRAPERS = FrameInfo(
    "scrapers",
    "One entry a crawler.",
    ("WebEcosystem.world.scrapers", "attributes of its agents"),
    columns(
        *(_KEY, _ACTIVE),
        ("is_open", "yes or no", "Whether it is the open crawl, which every trainer may use."),
        ("purposes", "yes or no", "What it fetches for, one entry a purpose: training, answers, agents."),
        ("n_fetched", "pages", "How many pages it has fetched since the start."),
    ),
)
TRAINERS = FrameInfo(
    "trainers",
    "One entry a trainer of models.",
    ("WebEcosystem.world.trainers", "attributes of its agents"),
    columns(
        *(_KEY, _ACTIVE),
        ("scraper", "row", "Which crawler it takes pages from."),
        ("scale", "ratio", "How large its token budget is beside that of others."),
        ("offset", "months", "By how many months its releases lie behind those of the first."),
        ("n_versions", "number", "How many versions it has trained."),
        ("sold_model", "version", "Which version is on sale; -1 if none."),
        ("latest_model", "version", "Which version it trained last; -1 if none."),
        ("user_share", "share", "Of all readers, those who use its model."),
        ("brand", "logits", "What draws readers to its name besides quality and price."),
        ("runway", "months", "For how long investors still pay what it lacks."),
        ("price", "USD a month", "What a user pays for its model."),
        ("damages", "USD a month", "What each of its users owes in damages for pages behind its model."),
        ("recipe", "ratio", "How its training text is mixed from the sources, a number a source."),
        ("data_value", "USD per 1,000 tokens", "What more data would bring it by the users that a better model wins."),
        *(_BALANCE, _PAID),
    ),
)
SITE_TABLE = FrameInfo(
    "site_table",
    "One entry a site, with all that the model keeps of it.",
    ("WebEcosystem.world.sites",),
    columns(
        *(_KEY, _ACTIVE),
        ("kind", "number", "What kind of site it is, e.g. blog, news or forum."),
        _TOPIC,
        ("fitness", "ratio", "How much it attracts links, beside others."),
        ("authority", "ratio", "How well it is linked to: its PageRank, over that of a mean site."),
        ("audience", "visits a month", "How many visits it had last month."),
        _LIVE,
        ("n_live_primary", "pages", "How many of these a model mostly wrote."),
        ("worth", "nats per share", "What readers learn from its pages beyond what they meet in its topic anyway."),
        ("n_judged", "pages", "How many pages that is a mean of; older ones count less and less."),
        ("refuses", "yes or no", "Whether it refuses AI crawlers, one entry a purpose: training, answers, agents."),
        ("refuses_by_default", "yes or no", "Whether it refuses each purpose because a policy makes it."),
        ("is_paywalled", "yes or no", "Whether it stands behind a paywall."),
        ("owner", "row", "The only crawler that may fetch it; -1 for all others."),
        ("licence_price", "USD per 1,000 tokens", "What it asks for a licence, to the owner of a page."),
        ("fetch_price", "USD a fetch", "What it asks for a single fetch; 0 before there is a price."),
        *(_BALANCE, _PAID),
    ),
)
FRAMES = (
    *(SERIES, MODELS, LINEAGE, CONTAMINATION, CONTAMINATION_PATHS, RECIPES, FILTER_AUDIT, FILTER_AUDIT_BY_TOPIC),
    *(MAP, SITES, POSTS, DETECTION, AUTHORS, OPERATORS, SCRAPERS, TRAINERS, SITE_TABLE),
)
"""All of them, as the dictionary lists them."""
