"""The Länder, known by the first two digits of an official key (AGS, Destatis)."""

from dataclasses import dataclass

from articles.slugs import slug_of


@dataclass(frozen=True)
class Land:
    key: str
    name: str

    @property
    def slug(self) -> str:
        return slug_of(self.name, fallback=self.key)


LAENDER = [
    Land("08", "Baden-Württemberg"),
    Land("09", "Bayern"),
    Land("11", "Berlin"),
    Land("12", "Brandenburg"),
    Land("04", "Bremen"),
    Land("02", "Hamburg"),
    Land("06", "Hessen"),
    Land("13", "Mecklenburg-Vorpommern"),
    Land("03", "Niedersachsen"),
    Land("05", "Nordrhein-Westfalen"),
    Land("07", "Rheinland-Pfalz"),
    Land("10", "Saarland"),
    Land("14", "Sachsen"),
    Land("15", "Sachsen-Anhalt"),
    Land("01", "Schleswig-Holstein"),
    Land("16", "Thüringen"),
]
BY_KEY = {land.key: land for land in LAENDER}
BY_SLUG = {land.slug: land for land in LAENDER}
