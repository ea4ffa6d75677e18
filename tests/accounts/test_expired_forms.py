"""A form that expired, or a browser without cookies: the way back to the article stays."""

from urllib.parse import urlencode

import pytest

DOORS = ["login", "signup", "kommunalwirtschaft", "password/reset"]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("place", ["form", "address"])
def test_the_form_that_is_opened_anew_leads_to_the_article(browser, write, door, place):
    address, client = write().get_absolute_url(), browser(enforce_csrf_checks=True)
    anew = f"/konto/{door}/?{urlencode({'next': address})}"

    if place == "form":
        response = client.post(f"/konto/{door}/", {"next": address})
    else:
        response = client.post(anew, {})

    assert response.status_code == 403
    assert f'<a class="button" href="{anew}">' in response.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_a_way_that_is_too_long_is_left_out(browser, db, door):
    response = browser(enforce_csrf_checks=True).post(
        f"/konto/{door}/", {"next": "/" + "x" * 2_000}
    )

    assert response.status_code == 403
    assert f'<a class="button" href="/konto/{door}/">' in response.content.decode()
