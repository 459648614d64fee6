"""What makes one file both PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1).

WeasyPrint writes the one or the other; it is asked for PDF/A-3a, and its metadata are given the PDF/UA part.
"""

import zlib
from typing import Any, Final

import pydyf
from weasyprint import Document
from weasyprint.pdf.metadata import DocumentMetadata

VARIANT: Final = "pdf/a-3a"

# PDF/A knows no pdfuaid property, so its schema has to be described beside it (ISO 19005-3, 6.6.2.3.3).
_UA_PART: Final = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Indicates which part of ISO 14289 the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
# XMP's own property, so it needs no description; what lies uncompressed can be read without parsing the file.
_PAGES: Final = b"""\
<rdf:Description xmlns:xmpTPg="http://ns.adobe.com/xap/1.0/t/pg/" rdf:about="" xmpTPg:NPages="%d" />"""
_END: Final = b"</rdf:RDF>"


class ArchiveMetadata(DocumentMetadata):  # type: ignore[misc]
    """A document's metadata with the PDF/UA part and the number of pages added to what WeasyPrint writes."""

    pages: int

    @classmethod
    def of(cls, document: Document) -> "ArchiveMetadata":
        metadata = cls(**vars(document.metadata))
        metadata.pages = len(document.pages)
        return metadata

    def include_in_pdf(self, pdf: Any, variant: str, version: int, conformance: str, compress: bool) -> None:
        # Archives have to be able to find the metadata without decoding anything (ISO 19005-1, 6.7.2).
        super().include_in_pdf(pdf, variant, version, conformance, compress=False)

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        rdf: bytes = super().generate_rdf_metadata(variant, version, conformance)
        body, end, _ = rdf.rpartition(_END)
        return body + _PAGES % self.pages + _UA_PART + end


def finish(_document: Document, pdf: Any) -> None:
    """What WeasyPrint leaves undone in the tags: header cells get their scope, headers and footers are artifacts.

    It is WeasyPrint's ``finisher``: called when everything stands in ``pdf`` (pydyf's) and nothing is written.
    """
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            row = _at(pdf, element["P"])
            element["A"]["Scope"] = "/Column" if _at(pdf, row["P"])["S"] == "/THead" else "/Row"
    root = _at(pdf, pdf.catalog["StructTreeRoot"])
    (top,) = root["K"]
    linked = frozenset(_at(pdf, top)["K"])
    numbers = _at(pdf, root["ParentTree"])["Nums"]
    for index, page in enumerate(pdf.page_references):
        elements = numbers[2 * index + 1]
        content = len(elements)
        # Margins are painted last, and their elements hang on nothing.
        while content and _topmost(pdf, elements[content - 1], top) not in linked:
            content -= 1
        del elements[content:]
        _make_artifacts(_at(pdf, _at(pdf, page)["Contents"]).stream, after=content)
    for element in pdf.objects:
        if isinstance(element, pydyf.Stream) and element.compress:
            _pack(element)


def _pack(stream: Any) -> None:
    """Compress a stream, unless its length could then be read in two ways.

    A line break stands between the content and ``endstream``. Where the content ends with a carriage return, some
    readers take both for that break, and the length that is given for a wrong one (ISO 19005-3, 6.1.7.1).
    """
    plain = b"\n".join(item if isinstance(item, bytes) else pydyf._to_bytes(item) for item in stream.stream)
    packed = zlib.compress(plain, level=9)
    stream.compress = False
    if packed.endswith(b"\r") and not plain.endswith(b"\r"):
        return
    stream.stream = [packed]
    stream.extra["Filter"] = "/FlateDecode"


def _at(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _topmost(pdf: Any, reference: bytes, top: bytes) -> bytes:
    """The element under the document itself in which an element lies."""
    while (parent := _at(pdf, reference)["P"]) != top:
        reference = parent
    return reference


def _make_artifacts(operations: list[Any], *, after: int) -> None:
    """Turn marked content from number ``after`` on into artifacts of pagination (ISO 32000-1, 14.8.2.2)."""
    for place, operation in enumerate(operations):
        if isinstance(operation, pydyf.Dictionary) and operation.get("MCID", -1) >= after:
            operations[place - 1] = "/Artifact"
            operations[place] = pydyf.Dictionary({"Type": "/Pagination"})
