"""What is pasted from Word or a web page comes out clean, in Chromium under the strict policy."""

import re

import pytest

from tests.browser.test_editor import ADD, until

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal { margin: 0 }</style></head><body><!--StartFragment-->
<h1>Neue Brücke<o:p></o:p></h1>
<p class=MsoNormal style="margin-left:3pt"><b><span style="color:red">Fertig</span></b> im
<i>Mai</i>, <a href="https://stadt.example/x?utm_source=mail&id=3">mehr dazu</a><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style="mso-list:l0 level1 lfo1"><span
style="mso-list:Ignore">·<span style="font:7pt">&nbsp; </span></span>Erstens<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style="mso-list:l0 level1 lfo1"><span
style="mso-list:Ignore">·<span>&nbsp;</span></span>Zweitens</p>
<table class=MsoTable><tr><td style="border:1"><p class=MsoNormal>A</p></td><td>B</td></tr></table>
<img src="https://track.example/p.gif"><script>alert(1)</script><!--EndFragment--></body></html>"""


TOWN = """<meta charset="utf-8"><h2 style="font-size: 2em">Rathaus</h2><p style="color: #333">Der
<span style="font-weight: 700">Rat</span> tagt. <a href="#top">nach oben</a></p>
<ol style="list-style: none"><li>Haushalt</li></ol><blockquote>„Gut.“</blockquote>
<img src="https://stadt.example/pixel.gif" width="1"><iframe src="https://stadt.example"></iframe>"""


PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  document.querySelector("[contenteditable=true]").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        pytest.param(WORD, "<h2>Neue Brücke</h2><p><strong>Fertig</strong> im <em>Mai</em>, "
         '<a href="https://stadt.example/x?id=3">mehr dazu</a></p>'
         "<ul><li><p>Erstens</p></li><li><p>Zweitens</p></li></ul>"
         "<table><tbody><tr><td><p>A</p></td><td><p>B</p></td></tr></tbody></table>", id="Word"),
        pytest.param(TOWN, "<h2>Rathaus</h2><p>Der <strong>Rat</strong> tagt. nach oben</p>"
         "<ol><li><p>Haushalt</p></li></ol><blockquote><p>„Gut.“</p></blockquote>", id="web page"),
    ],
)  # fmt: skip
def test_what_is_pasted_comes_out_clean(at_desk, pasted, kept):
    page = at_desk()
    page.goto(ADD)
    page.locator("[contenteditable=true]").click()
    page.evaluate(PASTE, pasted)

    until(lambda: len(page.locator("[name=body]").input_value()) > 20)
    taken = page.locator("[name=body]").input_value().replace(' data-type="decimal"', "")
    assert re.sub(r"\s+", " ", taken) == kept
