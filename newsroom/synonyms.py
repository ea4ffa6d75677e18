"""Words that mean the same in the municipal field: what the newsroom begins with."""

from typing import Any

DEFAULTS = [
    "Ampel, Lichtsignalanlage, LSA",
    "Azubi, Auszubildende",
    "B-Plan, Bebauungsplan",
    "BHKW, Blockheizkraftwerk",
    "Bürgeramt, Bürgerbüro",
    "DRK, Deutsches Rotes Kreuz",
    "E-Auto, Elektroauto, Elektrofahrzeug",
    "EEG, Erneuerbare-Energien-Gesetz",
    "F-Plan, Flächennutzungsplan, FNP",
    "Feuerwehrhaus, Feuerwehrgerätehaus",
    "GEG, Gebäudeenergiegesetz",
    "HSK, Haushaltssicherungskonzept",
    "ISEK, Integriertes Stadtentwicklungskonzept",
    "KI, Künstliche Intelligenz",
    "Kita, Kindertagesstätte, Kindertageseinrichtung",
    "Krankenhaus, Klinik, Klinikum",
    "Lkw, Lastwagen, Lastkraftwagen",
    "MVZ, Medizinisches Versorgungszentrum",
    "OGS, Offene Ganztagsschule",
    "ÖPNV, Nahverkehr, Öffentlicher Personennahverkehr",
    "PV, Photovoltaik",
    "Radweg, Fahrradweg",
    "SPNV, Schienenpersonennahverkehr",
    "StVO, Straßenverkehrsordnung, Straßenverkehrs-Ordnung",
    "THW, Technisches Hilfswerk",
    "UVP, Umweltverträglichkeitsprüfung",
    "VHS, Volkshochschule",
    "Wertstoffhof, Recyclinghof",
    "Windrad, Windkraftanlage, Windenergieanlage",
]


def install(apps: Any) -> None:
    """Into a database in which nothing has ever been changed: what an editor deleted stays deleted."""
    if apps.get_model("web", "ContentVersion").objects.exists():
        return
    Synonyms = apps.get_model("articles", "Synonyms")
    if not Synonyms.objects.exists():
        Synonyms.objects.bulk_create(Synonyms(words=words) for words in DEFAULTS)
