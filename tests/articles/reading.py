"""What a reader sees on a page of articles, and how one gets to the next."""

import re


def headlines(response):
    found = re.findall(
        r'<h[23]><a href="/artikel/[^"]*">(.*?)</a></h[23]>', response.content.decode()
    )
    return [re.sub("</?mark>", "", headline) for headline in found]


def search(client, q, **more):
    response = client.get("/suche/", {"q": q, **more})
    assert response.status_code == 200
    return headlines(response)


def walk(client, url):
    """All headlines, page by page."""
    seen, pages = [], 0
    while url:
        response = client.get(url)
        assert response.status_code == 200
        seen += headlines(response)
        pages += 1
        following = re.findall(r'class="later" href="([^"]+)"', response.content.decode())
        url = f"/suche/{following[0].replace('&amp;', '&')}" if following else None
    return seen, pages
