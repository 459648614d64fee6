"""The whole OpenDocument text: what it says, how it looks, what it is, in one package of fixed bytes."""

from datetime import UTC
from typing import Any, Final

from handover.assets import TEMPLATES
from handover.dossier.model import Dossier
from handover.dossier.wording import one_line
from handover.publish.blocks import blocks_of
from handover.publish.held import held_notice
from handover.publish.legible import legible, shortened
from handover.publish.odt.content import content_of
from handover.publish.odt.names import add, as_xml, qualified, root
from handover.publish.packing import pack

MEDIA_TYPE: Final = "application/vnd.oasis.opendocument.text"
_LONGEST_TITLE: Final = 60
_LONGEST_OFFICE: Final = 60


def odt(dossier: Dossier, page: str) -> bytes:
    """The ODT of ``dossier``, made from its own HTML ``page``. The same dossier always gives the same bytes.

    OpenDocument 1.3; the package is that of its part 2: ``mimetype`` first, and not compressed.
    """
    content = content_of(blocks_of(page))
    files = {
        "content.xml": as_xml(content.element),
        "styles.xml": as_xml(_styles(dossier)),
        "meta.xml": as_xml(_meta(dossier)),
        **content.pictures,
    }
    manifest = as_xml(_manifest(files))
    return pack({"mimetype": MEDIA_TYPE.encode(), "META-INF/manifest.xml": manifest, **files}, stored={"mimetype"})


def _manifest(files: dict[str, bytes]) -> Any:
    manifest = root("manifest:manifest")
    entries = {"/": MEDIA_TYPE} | {
        name: "image/svg+xml" if name.endswith(".svg") else "text/xml" for name in sorted(files)
    }
    for name, media_type in entries.items():
        entry = add(manifest, "manifest:file-entry", manifest__full_path=name, manifest__media_type=media_type)
        if name == "/":
            entry.set(qualified("manifest:version"), "1.3")
    return manifest


def _styles(dossier: Dossier) -> Any:
    from lxml import etree

    styles = etree.fromstring((TEMPLATES / "odt" / "styles.xml").read_bytes())
    language, _, country = dossier.language.partition("-")
    for properties in styles.iter(qualified("style:text-properties")):
        if properties.getparent().tag == qualified("style:default-style"):
            properties.set(qualified("fo:language"), language or "none")
            properties.set(qualified("fo:country"), country or "none")
    header, footer = (next(styles.iter(qualified(f"style:{name}"))) for name in ("header", "footer"))
    marking = one_line(legible(dossier.marking))
    add(header, "text:p", marking, text__style_name="Marking")
    above = add(header, "text:p", f"{one_line(legible(dossier.reference))} version {dossier.version}")
    above.set(qualified("text:style-name"), "Header")
    add(above, "text:tab")
    add(above, "text:tab").tail = shortened(dossier.office, _LONGEST_OFFICE)
    if held := held_notice(dossier):
        whose = legible(held.whose)
        said = f"◆ Held, and not in here (see {held.numbers}): what {whose} brought last, which looks wrong."
        add(header, "text:p", said, text__style_name="Held")
    below = add(footer, "text:p", shortened(dossier.title, _LONGEST_TITLE), text__style_name="Footer")
    add(below, "text:tab")
    add(below, "text:tab").tail = "Page "
    add(below, "text:page-number", "1", text__select_page="current").tail = " of "
    add(below, "text:page-count", "1")
    add(footer, "text:p", marking, text__style_name="Marking")
    return styles


def _meta(dossier: Dossier) -> Any:
    meta = root("office:document-meta")
    facts = add(meta, "office:meta")
    when = f"{dossier.compiled_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    edition = f"{one_line(legible(dossier.reference))} version {dossier.version}"
    office = one_line(legible(dossier.office))
    add(facts, "meta:generator", "Handover")
    add(facts, "dc:title", f"{one_line(legible(dossier.title))}: handover dossier {edition}")
    add(facts, "dc:subject", edition)
    add(facts, "dc:creator", office)
    add(facts, "meta:initial-creator", office)
    add(facts, "meta:creation-date", when)
    add(facts, "dc:date", when)
    add(facts, "dc:language", dossier.language)
    add(facts, "meta:user-defined", one_line(legible(dossier.marking)), meta__name="Marking")
    add(facts, "meta:user-defined", one_line(legible(dossier.reference)), meta__name="Reference")
    add(facts, "meta:user-defined", str(dossier.version), meta__name="Version")
    return meta
