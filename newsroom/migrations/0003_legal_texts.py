"""The texts on privacy and accessibility say what is true now, unless somebody has written others."""

from django.db import migrations

from newsroom.legal import LEGAL_PAGES

BEFORE = {
    "/datenschutz/": (
        "<p>Wir speichern so wenig wie möglich: Ihre E-Mail-Adresse, ein verschlüsseltes Passwort "
        "und wann Sie den Nutzungsbedingungen zugestimmt haben.</p>"
        "<h2>Cookies</h2><p>Solange Sie nur lesen, setzen wir kein Cookie. Wenn Sie ein Formular "
        "öffnen oder sich anmelden, braucht die Seite ein Cookie für die Dauer Ihrer Sitzung.</p>"
        "<h2>Keine Dritten</h2><p>Diese Seite lädt nichts von fremden Servern und misst nicht, "
        "was Sie lesen.</p>"
    ),
    "/barrierefreiheit/": (
        "<p>Diese Zeitung soll für alle lesbar sein: mit der Tastatur, mit einem Vorleseprogramm, "
        "mit großer Schrift und ohne JavaScript.</p>"
        "<p>Ist Ihnen eine Hürde begegnet? Bitte schreiben Sie uns. Die Adresse steht im "
        '<a href="/impressum/">Impressum</a>.</p>'
    ),
}


def renew(apps, schema_editor):
    flat_pages = apps.get_model("flatpages", "FlatPage").objects
    for page in LEGAL_PAGES:
        url = f"/{page.name}/"
        if url in BEFORE:
            flat_pages.filter(url=url, content=BEFORE[url]).update(content=page.content)


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_legal_pages")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
