"""Questions for the search page, picked from what the articles of a database say."""

from collections import Counter

from articles.html import text_of
from articles.models import Article, Body, Topic
from articles.search import analysis
from articles.search.matching import ask
from articles.search.query import parse
from bench.django_side import NOWHERE

SHARES = {"0.1 %": 0.001, "1 %": 0.01, "10 %": 0.1, "50 %": 0.5}
"""Words that about so many of the articles answer."""

WORDS = 4
"""Of each kind."""

TRIED = 6
"""Words whose articles are counted before the nearest are taken."""

SAMPLE = 4_000
SHORTEST = 5
"""Letters of a word: shorter ones are no words but codes."""


def questions(*, full: bool) -> dict[str, list[dict[str, str]]]:
    texts = _texts(full=full)
    words = _words(texts, full=full)
    common, rare, usual = words["50 %"], words["0.1 %"], words["10 %"]
    topic = Topic.objects.order_by("slug")[0].slug
    return {
        **{kind: [{"q": word} for word in each] for kind, each in words.items()},
        "two words, 50 and 10 %": _pairs(common, usual),
        "two words, 50 and 0.1 %": _pairs(common, rare),
        "a phrase": [{"q": f'"{phrase}"'} for phrase in _phrases(texts)],
        "a typing error": [{"q": _mistyped(word)} for word in words["1 %"]],
        "10 %, a topic": [{"q": word, "thema": topic} for word in usual],
        "50 %, a month": [{"q": word, "zeit": "monat"} for word in common],
        NOWHERE: [{"q": "Rathausdachsxyz"}, {"q": "gibtesnicht"}],
    }


def _pairs(one: list[str], other: list[str]) -> list[dict[str, str]]:
    return [{"q": f"{a} {b}"} for a, b in zip(one, other, strict=True)]


def _texts(*, full: bool) -> list[str]:
    """Of a sample of articles from all years."""
    numbers = list(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    taken = numbers[:: max(1, len(numbers) // SAMPLE)]
    texts = []
    for start in range(0, len(taken), 500):
        some = Article.objects.filter(pk__in=taken[start : start + 500])
        bodies = dict(Body.objects.filter(article__in=some).values_list("article", "html"))
        texts += [
            f"{one.headline}\n{one.subheadline}\n{one.teaser}\n"
            + (text_of(bodies.get(one.pk, "")) if full else "")
            for one in some
        ]
    return texts


def _words(texts: list[str], *, full: bool) -> dict[str, list[str]]:
    """For each share the words that come nearest to it, by what search itself finds."""
    articles_with, spelt = Counter[str](), dict[str, str]()
    for text in texts:
        pieces = {piece for piece in analysis.pieces_of(text) if _is_word(piece)}
        stems = {analysis.stems_of(piece)[0]: piece for piece in sorted(pieces)}
        articles_with.update(stems.keys())
        spelt |= stems
    articles = Article.objects.published()
    among = articles.count()
    found: dict[str, list[str]] = {}
    for kind, share in SHARES.items():
        wanted = share * len(texts)
        likely = sorted(spelt, key=lambda stem: (abs(articles_with[stem] - wanted), stem))[:TRIED]
        away = {
            spelt[stem]: abs(
                ask(parse(spelt[stem]), full=full).among(articles).order_by().count()
                - share * among
            )
            for stem in likely
        }
        found[kind] = sorted(away, key=lambda word: (away[word], word))[:WORDS]
    return found


def _is_word(piece: str) -> bool:
    return piece.isalpha() and len(piece) >= SHORTEST and bool(parse(piece))


def _phrases(texts: list[str]) -> list[str]:
    """The first three words of headlines, from articles far apart."""
    apart = max(1, len(texts) // WORDS)
    return [
        " ".join(analysis.pieces_of(text.splitlines()[0])[:3]) for text in texts[::apart][:WORDS]
    ]


def _mistyped(word: str) -> str:
    """Two letters exchanged, as near to the middle as they differ."""
    places = sorted(range(1, len(word) - 1), key=lambda place: abs(place - len(word) // 2))
    place = next(place for place in places if word[place] != word[place + 1])
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
