"""The docs name everything that there is, and nothing that there is not."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel

from docs.generate import commands
from handover.assets import TEMPLATES
from handover.cli import handover as program
from handover.cli.statuses import EXIT_STATUSES
from handover.dossier.gaps import GAP_RULES
from handover.records import KINDS
from handover.settings import Settings
from handover.sources.registering.registration import Registration
from handover.sources.registering.registry_file import parse_registrations
from handover.sources.registering.rules import FieldRule, MoneyRule

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
SOURCES_PAGE = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)\)")


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def parsed(words: list[str], *, whole: bool) -> None:
    """Parse the words behind ``handover``; where it is not ``whole``, what is required may be left out."""
    command: click.Command = program
    context = next(commands())
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name, *words = words
        found = command.get_command(context, name)
        assert found is not None, f"there is no command {name}"
        command, context = found, click.Context(found, info_name=name, parent=context)
    if isinstance(command, click.Group) and not words:
        return
    try:
        command.make_context(str(context.info_name), words)
    except click.exceptions.Exit:
        pass  # --help and --version
    except click.MissingParameter:
        assert not whole


def typed(text: str) -> Iterator[list[str]]:
    """The words behind ``handover`` of each command in a block, with an example in place of NUMBER."""
    for line in text.replace("\\\n", "").splitlines():
        for one in re.split(r" && | ; ", line.strip().removeprefix("$ ")):
            words = shlex.split(one, comments=True)
            if words and words[0] == "handover":
                yield ["1" if word == "NUMBER" else word for word in words[1:]]


def in_blocks() -> list[tuple[str, list[str]]]:
    return [
        (page.name, words)
        for page in PAGES
        for language, block in _BLOCK.findall(text_of(page))
        if language in ("", "sh")
        for words in typed(block)
    ]


def in_sentences() -> list[tuple[str, list[str]]]:
    return [
        (page.name, words)
        for page in PAGES
        for code in _INLINE.findall(_BLOCK.sub("", text_of(page)))
        for words in typed(code)
        if words[:1] != ["COMMAND"]
    ]


def named(found: tuple[str, list[str]]) -> str:
    return f"{found[0]}: {' '.join(found[1])[:60]}"


@pytest.mark.parametrize("found", in_blocks(), ids=named)
def test_every_command_that_is_shown_can_be_typed(found: tuple[str, list[str]]) -> None:
    parsed(found[1], whole=True)


@pytest.mark.parametrize("found", in_sentences(), ids=named)
def test_every_command_that_is_mentioned_is_there(found: tuple[str, list[str]]) -> None:
    parsed(found[1], whole=False)


def test_there_are_commands_to_try() -> None:
    assert len(in_blocks()) > 20
    assert len(in_sentences()) > 10


def test_a_command_that_is_not_there_would_be_found() -> None:
    with pytest.raises(AssertionError, match="there is no command clse"):
        parsed(["clse"], whole=False)
    with pytest.raises(click.NoSuchOption):
        parsed(["close", "--onn", "2024"], whole=False)
    with pytest.raises(AssertionError):
        parsed(["close", "X"], whole=True)


@pytest.mark.parametrize(
    "context",
    [one for one in commands() if not isinstance(one.command, click.Group)],
    ids=lambda context: context.command_path,
)
def test_each_command_s_own_example_can_be_typed(context: click.Context) -> None:
    example = getattr(context.command, "example", None) or context.command_path
    (words,) = typed(example)
    parsed(words, whole=True)
    assert example.startswith(context.command_path)


def test_what_a_new_workspace_advises_can_be_typed() -> None:
    comments = text_of(TEMPLATES / "workspace" / "sources.yaml")
    found = [
        words for line in re.findall(r"^#   (handover .*?)(?:  .*)?$", comments, re.MULTILINE) for words in typed(line)
    ]
    assert len(found) == 3
    for words in found:
        parsed(words, whole=True)


def test_what_errors_advise_is_there() -> None:
    """Each “handover …” in a sentence of the program names a command."""
    groups = {one.info_name: one.command.commands for one in commands() if isinstance(one.command, click.Group)}
    found = 0
    for module in (ROOT / "handover").rglob("*.py"):
        for group, command in re.findall(
            r"[\"“` ]handover (source|initiative|transitions|dossier) ([a-z]+)", text_of(module)
        ):
            assert command in groups[group], f"{module.name}: handover {group} {command}"
            found += 1
    assert found > 15


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(text_of(page)):
        if "://" not in link:
            assert (page.parent / link).exists(), link


def test_every_page_is_in_the_index() -> None:
    index = text_of(ROOT / "docs" / "index.md")
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "index.md" or f"({page.name})" in index


def test_every_command_has_its_place() -> None:
    page = text_of(ROOT / "docs" / "commands.md")
    assert [f"## {one.command_path}" for one in commands()] == [
        line for line in page.splitlines() if line.startswith("## handover")
    ]
    for one in EXIT_STATUSES:
        assert f"| {one.number} | {one.meaning} |" in page


def settings(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}"


def test_every_setting_has_its_place() -> None:
    page = text_of(ROOT / "docs" / "settings.md")
    for name in settings(Settings):
        assert (f"| `{name}` |" in page) is (name != "folder")


def test_every_gap_has_its_place() -> None:
    page = text_of(ROOT / "docs" / "gaps.md")
    for rule in GAP_RULES:
        assert page.count(f"| `{rule.code}` |") == 1


def keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def test_every_key_of_a_registration_has_its_row() -> None:
    written = SOURCES_PAGE.partition("\n## The fields\n")[0]
    for key in keys(Registration):
        # The name of a source is no key in the file: it is what stands before the colon.
        assert (f"\n| `{key}` |" in written) is (key != "name")
    for key in keys(FieldRule):
        assert f"\n| `{key}` |" in written
    for key in keys(MoneyRule):
        assert f"`{key}`" in written


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_a_record_has_its_row(kind: Any) -> None:
    section = SOURCES_PAGE.partition(f"### `{kind}`\n")[2].partition("\n### ")[0]
    for name in KINDS[kind].model_fields:
        assert (f"\n| `{name}` |" in section) is (name != "key")


@pytest.mark.parametrize("block", [block for language, block in _BLOCK.findall(SOURCES_PAGE) if language == "yaml"])
def test_every_registration_that_is_shown_can_be_applied(block: str) -> None:
    assert len(parse_registrations(block, name="sources.yaml")) == 1


def test_every_example_of_a_key_or_a_rule_can_be_used() -> None:
    """Each example of the two tables, put into a registration that it fits."""
    tried = 0
    for key, example in re.findall(r"^\| `(\w+)` \|.*\| `(.+)` \|$", SOURCES_PAGE, re.MULTILINE):
        parse_registrations(_registration(key, example), name="sources.yaml")
        tried += 1
    assert tried == len(keys(Registration)) - 2 + len(keys(FieldRule))  # neither name nor map has an example


def _registration(key: str, example: str) -> str:
    given = {"title": "title: T", "location": "location: a.csv", "records": "records: lesson", "kind": "kind: csv"}
    fields = {"lesson": "initiative: P, title: T", "programme-status": "initiative: P, period: M"}
    fields |= {"follow-on-action": "initiative: P, what: W", "contact": "initiative: P, name: N"}
    records = "lesson"
    mapped = ""
    if example.partition(":")[2].lstrip().startswith("{") and not example.startswith(f"{key}:"):
        mapped = example
        field = example.partition(":")[0]
        records = next(kind for kind in reversed(KINDS) if field in KINDS[kind].model_fields)
        if field in fields[records]:
            fields[records] = ", ".join(one for one in fields[records].split(", ") if not one.startswith(f"{field}:"))
    else:
        given[key] = example
    if key in ("sheet", "items"):
        given["kind"] = f"kind: {'excel' if key == 'sheet' else 'json'}"
    if key in ("sign_in", "pages", "headers"):
        given |= {"kind": "kind: api", "location": "location: https://records.example.org/api/lessons"}
    if key in ("series", "endpoint"):
        given["location"] = "location: s3://bucket/a-*.csv"
    if key == "identifiers":
        fields[records] += ", identifier: I"
    if key == "query":
        given |= {"kind": "kind: sql", "location": "location: postgresql://records.example.org/office"}
    if key == "search":
        given |= {"kind": "kind: ldap", "location": "location: ldaps://directory.example.org"}
    if key == "options":
        given |= {"kind": "kind: dlt", "location": "location: dlt://tickets"}
    if key == "location":
        del given["kind"]
    if key != "records":
        given["records"] = f"records: {records}"
    entries = "".join(f"    {line}\n" for line in given.values())
    rules = ", ".join(part for part in (fields[records], mapped) if part)
    return f"sources:\n  a:\n{entries}    map: {{ {rules} }}\n"
