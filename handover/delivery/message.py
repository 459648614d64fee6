"""The message that brings one sealed dossier to one recipient (RFC 5322), as text and as HTML that say the same.

Nothing that a source or a person wrote can become a header, markup or a path: names and titles are put on one
line before they come near a header, the HTML escapes them, and the file's name is made of plain letters.
"""

import hashlib
import re
import shlex
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from handover.assets import TEMPLATES
from handover.dates import spoken
from handover.delivery.addresses import Recipient, office_address
from handover.delivery.headers import POLICY, display_name
from handover.delivery.in_short import in_short, what_happened
from handover.delivery.plain import one_line
from handover.delivery.sealed import SealedDossier
from handover.dossier.wording import counted
from handover.errors import SettingsError
from handover.publish import legible, wording
from handover.publish.names import file_stem
from handover.settings import Delivery, Mail

MARKING_HEADER: Final = "X-Handover-Marking"
DOSSIER_HEADER: Final = "X-Handover-Dossier"

_LONGEST_TITLE: Final = 120
_LONGEST_NAME: Final = 120
_LONGEST_REASON: Final = 400
_QUESTIONS: Final = (
    "What do you now own?",
    "What will you do first?",
    "What could go wrong, and what will you do then?",
)
# A longer domain would not fit on one header line with the rest, and a folded Message-ID is a broken one.
_LONGEST_DOMAIN: Final = 40


def message_id(*, dossier_id: int, version: int, content_sha256: str, sealed_at: datetime, to: str, sender: str) -> str:
    """The Message-ID of a dossier to one address, the same at each attempt, so that mail systems know a repeat.

    It differs between two workspaces, whose dossiers may have the same number.
    """
    identity = "\n".join((str(dossier_id), str(version), content_sha256, sealed_at.isoformat(), to))
    domain = sender.rpartition("@")[2]
    if not domain or len(domain) > _LONGEST_DOMAIN:
        domain = "handover.invalid"
    return f"<dossier-{dossier_id}.v{version}.{hashlib.sha256(identity.encode()).hexdigest()[:20]}@{domain}>"


def compose(
    sealed: SealedDossier, recipient: Recipient, *, mail: Mail, delivery: Delivery, message_id: str, at: datetime
) -> EmailMessage:
    """The whole message, dated ``at``. The same arguments give the same headers and bodies.

    Raises SettingsError where the office's address, or where links should lead, cannot be used.
    """
    dossier = sealed.dossier
    sender = office_address(mail.sender, setting="mail.sender")
    reply_to = office_address(mail.reply_to, setting="mail.reply_to") if mail.reply_to else None
    marking = one_line(dossier.marking, _LONGEST_NAME)
    reference = one_line(dossier.reference, _LONGEST_NAME)

    message = EmailMessage(policy=POLICY)
    message["Subject"] = f"{marking}: {reference} {one_line(dossier.title, _LONGEST_TITLE)} (please read and accept)"
    message["From"] = Address(display_name(dossier.office), addr_spec=sender)
    message["To"] = Address(display_name(recipient.name or ""), addr_spec=recipient.address)
    if reply_to:
        message["Reply-To"] = Address(display_name(dossier.office), addr_spec=reply_to)
    message["Date"] = at
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answer is wanted
    message[MARKING_HEADER] = marking
    message[DOSSIER_HEADER] = f"{reference} version {dossier.version}"

    words = _words(sealed, recipient, answers_to=reply_to or _answering(sender), link=_link(sealed, delivery))
    message.set_content(_text().get_template("dossier.txt.jinja").render(words), cte="quoted-printable")
    message.add_alternative(
        _html().get_template("dossier.html.jinja").render(words), subtype="html", cte="quoted-printable"
    )
    if delivery.dossier_as == "attachment":
        message.add_attachment(sealed.pdf, maintype="application", subtype="pdf", filename=file_name(sealed))
    message["Content-Language"] = dossier.language  # of the whole; set earlier, it would move into the first part
    return message


def file_name(sealed: SealedDossier) -> str:
    """What the PDF is called: plain letters, digits and hyphens, whatever the initiative is called.

    ``HO-0007-v1-Closure-of-Riverside-Quarter.pdf``
    """
    return file_stem(sealed.dossier, otherwise=f"dossier-{sealed.number}") + ".pdf"


def _sentence(text: str) -> str:
    return f"{text}." if text[-1:].isalnum() else text


def _answering(sender: str) -> str | None:
    """The sending address, where an answer to it could arrive: that of a machine of its own cannot."""
    return None if sender.endswith("@localhost") else sender


def _link(sealed: SealedDossier, delivery: Delivery) -> str | None:
    if delivery.dossier_as == "attachment":
        return None
    base = (delivery.link_base or "").strip().rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#\"'<>]+(/[^\s?#\"'<>]*)?", base):
        raise SettingsError(
            "Recipients are to be sent a link, and where links lead is not set.",
            where="the setting “delivery.link_base”",
            what_to_do="Write it like https://handover.example.org, or send the dossier as an attachment.",
        )
    return f"{base}/dossiers/{sealed.number}"


def _words(sealed: SealedDossier, recipient: Recipient, *, answers_to: str | None, link: str | None) -> dict[str, Any]:
    """All that the two templates lay out; neither decides anything that the other might decide differently."""
    dossier = sealed.dossier
    name = one_line(recipient.name, _LONGEST_NAME) if recipient.name else None
    return {
        "marking": one_line(dossier.marking, _LONGEST_NAME),
        "language": dossier.language,
        "title": one_line(dossier.title, _LONGEST_TITLE),
        "reference": one_line(dossier.reference, _LONGEST_NAME),
        "version": dossier.version,
        "office": one_line(dossier.office, _LONGEST_NAME),
        "greeting": f"Dear {name}," if name else "Hello,",
        "happened": what_happened(dossier.transition),
        "effective_on": spoken(dossier.transition.effective_on),
        "reason": _sentence(one_line(dossier.transition.reason, _LONGEST_REASON)),
        "lines": in_short(dossier),
        "questions": [one_line(question, _LONGEST_REASON) for question in dossier.read_back or _QUESTIONS],
        "link": link,
        "file_name": file_name(sealed),
        "file_size": wording.size(len(sealed.pdf)),
        "pages": counted(sealed.pages, "page"),
        "answers_to": answers_to,
        "accept_command": f"handover dossier accept {sealed.number} --as {shlex.quote(recipient.address)}"
        ' --read-back "…"',
        "sealed_at": wording.moment(sealed.sealed_at),
        "sha256": sealed.sha256,
    }


def _only_what_is_there(value: Any) -> Any:
    """A None is a mistake in a template, never the word None."""
    if value is None:
        raise TypeError("a template wrote a value that is not there")
    return value


def _for_html(value: Any) -> Any:
    value = _only_what_is_there(value)
    return legible.inline(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


@lru_cache(maxsize=1)
def _html() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "email"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_for_html,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["attribute"] = legible.attribute
    return environment


@lru_cache(maxsize=1)
def _text() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "email"),
        autoescape=False,  # noqa: S701 - it is plain text, in which &amp; would be read as it stands
        undefined=StrictUndefined,
        finalize=_only_what_is_there,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
