"""Four languages: complete, chosen by the address or the browser, and nothing said outside the catalogues."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
PAGE = Path(__file__).parents[2] / "src" / "bothends" / "page"
LANGUAGES = ["en", "de", "fr", "it"]


def catalogue(page, language: str) -> dict[str, str]:
    return page.evaluate(f"import('/messages/{language}.js').then(words => words.default)")


def test_the_catalogues_have_the_same_keys_and_places(page, sandbox):
    page.goto(sandbox.url)
    english = catalogue(page, "en")
    for language in LANGUAGES[1:]:
        other = catalogue(page, language)
        assert other.keys() == english.keys()
        for key, sentence in english.items():
            assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", sentence)), key


def test_every_key_that_the_page_asks_for_exists(page, sandbox):
    page.goto(sandbox.url)
    keys = catalogue(page, "en").keys()
    code = "\n".join(file.read_text() for file in PAGE.glob("*.js"))
    fixed = set(re.findall(r"\bt\(\"([\w.]+)\"", code))
    begun = set(re.findall(r"\bt\(`([\w.]+\.)\$\{", code))
    assert len(fixed) > 80
    assert {key for key in fixed if key not in keys and f"{key}.other" not in keys} == set()
    assert {start for start in begun if not any(key.startswith(start) for key in keys)} == set()


def test_every_chaos_rule_and_setting_has_words(page, sandbox):
    page.goto(f"{sandbox.url}/chaos?lang=en")
    expect(page.get_by_role("heading", name="Settings")).to_be_visible()
    shown = page.locator("main").inner_text()
    assert re.findall(r"\b(?:rule|ruleHint|setting|choice|param|delivery)\.\w+", shown) == []
    documented = (PAGE.parents[2] / "docs" / "control-api.md").read_text()
    rules = re.findall(r"^\| `(\w+)` \|", documented.split("## Chaos")[1].split("## Records")[0], re.MULTILINE)
    offered = page.get_by_label("What shall go wrong").locator("option").evaluate_all("all => all.map(o => o.value)")
    assert sorted(offered) == sorted(rules)


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Unterhaltung"), ("fr", "conversation"), ("it", "conversazione")]
)
def test_the_address_chooses_the_language(page, sandbox, language, word):
    page.goto(f"{sandbox.url}/phones/ines?lang={language}")
    expect(page.locator("strong")).to_contain_text(word)
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.mark.parametrize(("locale", "language"), [("fr-CH", "fr"), ("it", "it"), ("ja-JP", "en")])
def test_otherwise_the_browser_chooses(browser, sandbox, locale, language):
    page = browser.new_page(locale=locale)
    page.goto(f"{sandbox.url}/")
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.close()


def test_the_markup_holds_no_sentence():
    markup = re.sub(r"<title>Bothends</title>", "", (PAGE / "index.html").read_text())
    assert re.sub(r"<[^>]*>", "", markup).strip() == ""
