"""What an IATI file becomes, and the sentence for each thing that is wrong with one."""

import gzip
import http.server
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import psutil
import pytest

from handover.errors import SourceError, SourceUnreadable
from handover.sources.documents.iati_activity import COLUMNS, CONTACT_COLUMNS
from handover.sources.documents.xml_pieces import LARGEST_ELEMENT
from handover.sources.iati_files import mistakes, read, read_iati
from handover.sources.mapping.mapping import compile_mappings
from handover.sources.registering.registration import Registration
from handover.sources.rows import Fetched, RawRow, Reading
from handover.vocabulary import STAGES, folded

PLENTY = 1_000_000_000
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(content: bytes | str) -> Path:
        path = tmp_path / "activities.xml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return put


def read_file(path: Path, **options: Any) -> Reading:
    return read_iati(path, path.name, largest=PLENTY, **options)


def file_of(*activities: str, attributes: str = 'version="2.03"') -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<iati-activities {attributes}>{"".join(activities)}</iati-activities>'
    )


def activity(inside: str = "", attributes: str = 'xml:lang="en" default-currency="EUR"', key: str = "XX-7-1") -> str:
    return f"<iati-activity {attributes}><iati-identifier>{key}</iati-identifier>{inside}</iati-activity>"


ROAD = activity(
    """
    <reporting-org ref="XX-7" type="10"><narrative>Ministry of Roads</narrative></reporting-org>
    <title>
      <narrative>Hill road</narrative>
      <narrative xml:lang="fr">Route de la colline</narrative>
    </title>
    <description type="1"><narrative>Twelve miles
      of road.</narrative><narrative xml:lang="fr">Vingt kilomètres.</narrative></description>
    <description type="2"><narrative>To reach the clinic in an hour.</narrative></description>
    <description type="3"><narrative>Hill farmers</narrative></description>
    <participating-org ref="XX-1" role="1"><narrative>Treasury</narrative></participating-org>
    <participating-org ref="XX-2" role="1"><narrative>Sea Bank</narrative></participating-org>
    <participating-org ref="XX-7" role="2"><narrative>Ministry of Roads</narrative></participating-org>
    <participating-org ref="XX-8" role="4"/>
    <other-identifier ref="R-12" type="A1"/>
    <activity-status code="2"/>
    <activity-date type="1" iso-date="2023-01-01"/>
    <activity-date type="2" iso-date="2023-02-15Z"/>
    <activity-date type="3" iso-date="2025-12-31"><narrative>if it is dry</narrative></activity-date>
    <contact-info type="2">
      <organisation><narrative>Ministry of Roads</narrative></organisation>
      <department><narrative>Bridges</narrative></department>
      <person-name><narrative>Ana Soto</narrative></person-name>
      <job-title><narrative>Engineer</narrative></job-title>
      <telephone>+44 1632 960001</telephone>
      <email>ana.soto@example.org</email>
      <website>https://roads.example.org</website>
      <mailing-address><narrative>1 High Street</narrative></mailing-address>
    </contact-info>
    <contact-info><email>roads@example.org</email><email>works@example.org</email></contact-info>
    <recipient-country code="XX"><narrative>Hill land</narrative></recipient-country>
    <location><name><narrative>Upper valley</narrative></name></location>
    <sector vocabulary="1" code="21020"/>
    <sector vocabulary="99"><narrative>Access</narrative></sector>
    <budget type="1" status="2">
      <period-start iso-date="2023-01-01"/><period-end iso-date="2023-12-31"/><value>100.50</value>
    </budget>
    <budget type="1">
      <period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><value currency="EUR">200</value>
    </budget>
    <budget type="2">
      <period-start iso-date="2024-01-01"/><period-end iso-date="2024-12-31"/><value currency="EUR">300</value>
    </budget>
    <document-link url="https://roads.example.org/plan.pdf"><title><narrative>Plan</narrative></title></document-link>
    <related-activity ref="XX-7-0" type="1"/>
    <result type="2">
      <title><narrative>Faster journeys</narrative></title>
      <description><narrative>By bus.</narrative></description>
      <indicator measure="1">
        <title><narrative>Minutes to the clinic</narrative></title>
        <baseline year="2022" value="140"><comment><narrative>in the rain</narrative></comment></baseline>
        <period>
          <period-start iso-date="2023-01-01"/><period-end iso-date="2023-12-31"/>
          <target value="90"/>
          <actual value="95"><dimension name="season" value="dry"/></actual>
        </period>
      </indicator>
      <indicator measure="2"><title><narrative>Households on it</narrative></title>
        <period><period-start iso-date="2024-01-01"/><actual value="38"/></period></indicator>
    </result>
    <transaction><value>12</value></transaction>
    """,
    'xml:lang="en" default-currency="EUR" last-updated-datetime="2024-05-06T07:08:09Z" hierarchy="2"',
)
ROW = {
    "iati-identifier": "XX-7-1",
    "title": "Hill road",
    "title.fr": "Route de la colline",
    "description": "Twelve miles\nof road.",
    "description.fr": "Vingt kilomètres.",
    "description-objectives": "To reach the clinic in an hour.",
    "description-target-groups": "Hill farmers",
    "description-other": None,
    "activity-status": "Implementation",
    "start-planned": "2023-01-01",
    "start-actual": "2023-02-15",
    "end-planned": "2025-12-31",
    "end-actual": None,
    "last-updated-datetime": "2024-05-06T07:08:09Z",
    "generated-datetime": "2024-06-01T00:00:00",
    "reporting-org": "Ministry of Roads",
    "reporting-org-ref": "XX-7",
    "funding-org": ["Treasury", "Sea Bank"],
    "accountable-org": ["Ministry of Roads"],
    "extending-org": [],
    "implementing-org": ["XX-8"],
    "contact-name": ["Ana Soto"],
    "contact-job-title": ["Engineer"],
    "contact-organisation": ["Ministry of Roads"],
    "contact-department": ["Bridges"],
    "contact-address": ["1 High Street"],
    "contact-email": ["ana.soto@example.org", "roads@example.org", "works@example.org"],
    "contact-telephone": ["+44 1632 960001"],
    "contact-website": ["https://roads.example.org"],
    "budget": "400.50",
    "budget-currency": "EUR",
    "budget-period": [
        "2023-01-01 to 2023-12-31: 100.50 EUR (original, committed)",
        "2024-01-01 to 2024-12-31: 200 EUR (original, indicative)",
        "2024-01-01 to 2024-12-31: 300 EUR (revised, indicative)",
    ],
    "default-currency": "EUR",
    "sector": ["21020", "Access"],
    "recipient-country": ["Hill land"],
    "location": ["Upper valley"],
    "result": "Outcome: Faster journeys – By bus.\n"
    "- Minutes to the clinic\n"
    "  Baseline 2022: 140 (in the rain)\n"
    "  2023-01-01 to 2023-12-31: target 90; actual 95 (season: dry)\n"
    "- Households on it\n"
    "  2024-01-01 to ?: actual 38%",
    "hierarchy": "2",
    "related-activity": ["XX-7-0 (parent)"],
    "document-link": ["Plan (https://roads.example.org/plan.pdf)"],
    "other-identifier": ["R-12"],
}
GENERATED = 'version="2.03" generated-datetime="2024-06-01T00:00:00"'
WHOLE = file_of(ROAD, attributes=GENERATED)


def test_an_activity(write: Write) -> None:
    reading = read_file(write(WHOLE))
    assert reading.facts == {"form": "IATI 2.03; a row is an activity."}
    assert reading.names == COLUMNS
    (row,) = reading.rows
    assert row == RawRow(1, ROW)
    assert set(COLUMNS) == {name for name in ROW if "." not in name}


@pytest.mark.parametrize(
    "content",
    [
        WHOLE.encode("utf-8-sig"),
        gzip.compress(WHOLE.encode()),
        WHOLE.replace("UTF-8", "UTF-16").encode("utf-16"),
        WHOLE.replace("UTF-8", "iso-8859-1").encode("latin-1"),
        "\n  " + WHOLE,
        WHOLE.replace("<narrative>Hill road", "<narrative><!-- was: path --><![CDATA[Hill]]> <?x y?>road"),
        WHOLE.replace("Hill road", "  Hill&#x20;\t r&#111;ad\n"),
        WHOLE.replace("<iati-activities", '<iati-activities xmlns:x="https://x.example/"').replace(
            "<title>", "<x:title>No</x:title><title>"
        ),
    ],
    ids=["byte order mark", "gzip", "UTF-16", "Latin-1", "empty line first", "comments", "white space", "extensions"],
)
def test_the_same_activity_however_it_is_written(write: Write, content: str | bytes) -> None:
    assert [row.cells for row in read_file(write(content)).rows] == [ROW]


OLD = file_of(
    activity(
        """
        <title>Hill road</title><title xml:lang="FR">Route</title>
        <description>Twelve miles.</description>
        <activity-status code="9">Asleep</activity-status>
        <activity-date type="start-actual">2012-03</activity-date>
        <participating-org role="Funding">Treasury</participating-org>
        <reporting-org ref="XX-7">Ministry</reporting-org>
        <contact-info><person-name>Ana</person-name></contact-info>
        <related-activity type="1">XX-7-0</related-activity><other-identifier>R-12</other-identifier>
        """,
        "",
    ),
    attributes='version="1.03"',
)


def test_an_activity_of_the_first_standard(write: Write) -> None:
    (row,) = read_file(write(OLD)).rows
    assert isinstance(row.cells, dict)
    assert {name: value for name, value in row.cells.items() if value} == {
        "iati-identifier": "XX-7-1",
        "title": "Hill road",
        "title.fr": "Route",
        "description": "Twelve miles.",
        "activity-status": "Asleep",
        "start-actual": "2012-03",
        "funding-org": ["Treasury"],
        "reporting-org": "Ministry",
        "reporting-org-ref": "XX-7",
        "contact-name": ["Ana"],
        "related-activity": ["XX-7-0 (parent)"],
        "other-identifier": ["R-12"],
    }


LANGUAGES = [
    pytest.param("en", "<n>a</n><n xml:lang='fr'>b</n>", "a", {"title.fr": "b"}, id="the default goes without saying"),
    pytest.param("FR", "<n xml:lang='en'>a</n><n xml:lang='fr'>b</n>", "b", {"title.en": "a"}, id="another default"),
    pytest.param("en", "<n xml:lang='fr'>b</n><n xml:lang='en-GB'>a</n>", "a", {"title.fr": "b"}, id="a variety"),
    pytest.param("en", "<n xml:lang='fr'>b</n><n xml:lang='pt'>c</n>", "b", {"title.pt": "c"}, id="not in the default"),
    pytest.param("", "<n>a</n><n xml:lang='fr'>b</n>", "a", {"title.fr": "b"}, id="no default"),
    pytest.param("", "<n xml:lang='fr'>b</n><n xml:lang='en'>a</n>", "b", {"title.en": "a"}, id="no default but marks"),
    pytest.param("en", "<n>a</n><n>b</n><n>a</n>", "a\n\nb", {}, id="several in one language"),
    pytest.param("en", "<n/><n>  </n>", None, {}, id="nothing"),
]


@pytest.mark.parametrize("whole_file", [False, True], ids=["of the activity", "of the file"])
@pytest.mark.parametrize(("language", "narratives", "title", "others"), LANGUAGES)
def test_the_language_that_is_taken(
    write: Write, language: str, narratives: str, title: str | None, others: dict[str, str], *, whole_file: bool
) -> None:
    texts = f"<title>{narratives.replace('<n', '<narrative').replace('</n', '</narrative')}</title>"
    default = f'xml:lang="{language}"' if language else ""
    content = file_of(activity(texts, ""), attributes=default) if whole_file else file_of(activity(texts, default))
    (row,) = read_file(write(content)).rows
    assert isinstance(row.cells, dict)
    assert {name: text for name, text in row.cells.items() if name.startswith("title")} == {"title": title, **others}


STATUSES = [
    ("1", "identification"),
    ("2", "implementation"),
    ("3", "completion"),
    ("4", "completed"),
    ("5", "cancelled"),
    ("6", "suspended"),
]


@pytest.mark.parametrize(("code", "stage"), STATUSES)
def test_every_status_is_a_stage_that_is_understood(write: Write, code: str, stage: str) -> None:
    (row,) = read_file(write(file_of(activity(f'<activity-status code="{code}"/>')))).rows
    assert isinstance(row.cells, dict)
    assert STAGES[folded(row.cells["activity-status"])] == stage


def test_what_no_list_of_codes_has_stays_as_it_is(write: Write) -> None:
    inside = '<activity-status code="77"/><related-activity ref="A" type="9"/><result type="5"><indicator/></result>'
    (row,) = read_file(write(file_of(activity(inside)))).rows
    assert isinstance(row.cells, dict)
    assert row.cells["activity-status"] == "77"
    assert row.cells["related-activity"] == ["A"]
    assert row.cells["result"] == "Result: without a title\n- without a title"


def test_two_dates_of_one_kind_that_differ_are_no_date(write: Write) -> None:
    days = "".join(f'<activity-date type="1" iso-date="{day}"/>' for day in ("2024-01-01", "2024-02-01", "2024-01-01"))
    (row,) = read_file(write(file_of(activity(days)))).rows
    assert isinstance(row.cells, dict)
    assert row.cells["start-planned"] == "2024-01-01; 2024-02-01"


def budget(start: str, end: str, value: str, *, revised: bool = False, currency: str = "") -> str:
    given = f' currency="{currency}"' if currency else ""
    return (
        f'<budget type="{2 if revised else 1}"><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f"<value{given}>{value}</value></budget>"
    )


FIRST, SECOND = ("2023-01-01", "2023-12-31"), ("2024-01-01", "2024-12-31")
BUDGETS = [
    pytest.param([budget(*FIRST, "1"), budget(*SECOND, "-0.25")], "0.75", "EUR", id="periods one after the other"),
    pytest.param([budget(*SECOND, "3", revised=True), budget(*SECOND, "2")], "3", "EUR", id="revised"),
    pytest.param([budget(*FIRST, "1", currency="GBP")], "1", "GBP", id="a currency of its own"),
    pytest.param([], None, None, id="none"),
    pytest.param([budget(*FIRST, "1"), budget(*SECOND, "2", currency="GBP")], None, None, id="two currencies"),
    pytest.param([budget(*FIRST, "1"), budget(*FIRST, "1")], None, None, id="one period twice"),
    pytest.param([budget(*FIRST, "1"), budget("2023-12-01", "2024-03-31", "1")], None, None, id="periods that overlap"),
    pytest.param([budget(*FIRST, "1"), budget("2023-06-01", "2023-06-30", "1")], None, None, id="one in the other"),
    pytest.param([budget(*FIRST, "about 1")], None, None, id="no number"),
    pytest.param([budget(*FIRST, "1e999999999")], None, None, id="a number without end"),
    pytest.param([budget("", "", "1")], None, None, id="no period"),
    pytest.param(["<budget/>"], None, None, id="nothing in it"),
]


@pytest.mark.parametrize(("budgets", "amount", "currency"), BUDGETS)
def test_the_sum_of_the_budgets_where_it_is_certain(
    write: Write, budgets: list[str], amount: str | None, currency: str | None
) -> None:
    (row,) = read_file(write(file_of(activity("".join(budgets))))).rows
    assert isinstance(row.cells, dict)
    assert (row.cells["budget"], row.cells["budget-currency"]) == (amount, currency)
    assert len(row.cells["budget-period"]) == len(budgets)


def test_a_row_for_each_contact(write: Write) -> None:
    reading = read_file(write(WHOLE), contacts=True)
    assert reading.names == CONTACT_COLUMNS
    rows = list(reading.rows)
    assert [row.number for row in rows] == [1, 1]
    first, second = (row.cells for row in rows)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["title"], first["contact-name"], first["contact-email"]) == (
        "Hill road", ["Ana Soto"], ["ana.soto@example.org"]
    )  # fmt: skip
    assert (second["contact-name"], second["contact-email"]) == ([], ["roads@example.org", "works@example.org"])


def registration(**given: Any) -> Registration:
    return Registration.model_validate(
        {
            "name": "activities",
            "title": "Activities",
            "location": "activities.xml",
            "records": "programme-status",
            "key": "iati-identifier",
            **given,
        }
    )


def test_what_a_row_is_can_be_said(write: Write) -> None:
    mapped = {"initiative": "title", "name": "contact-name"}
    one = registration(items="contact-info", records="contact", map=mapped)
    assert list(mistakes(one)) == []
    fetched = Fetched(write(WHOLE), "activities.xml", "", 0, datetime(2024, 6, 2, tzinfo=UTC))
    assert len(list(read(fetched, one, largest=PLENTY).rows)) == 2
    ((place, sentence),) = mistakes(registration(items="transaction", records="contact", map=mapped))
    assert (place, sentence.partition(" here")[0]) == (("items",), "can only be contact-info")


def test_a_registration_of_activities(write: Write) -> None:
    mapped = {
        "initiative": "Title",
        "period": "last-updated-datetime",
        "stage": "activity-status",
        "purpose": "title.fr",
    }
    one = registration(map=mapped)
    assert one.kind == "iati"
    fetched = Fetched(write(WHOLE), "activities.xml", "", 0, datetime(2024, 6, 2, tzinfo=UTC))
    reading = read(fetched, one, largest=PLENTY)
    assert reading.names == (*COLUMNS, "title.fr")
    (mapping,) = compile_mappings(one, reading)
    (row,) = reading.rows
    record = mapping.record(row.cells, "XX-7-1")
    assert not isinstance(record, tuple), record
    assert record.model_dump(exclude_defaults=True) == {
        "key": "XX-7-1", "initiative": "Hill road", "period": "2024-05-06", "stage": "implementation",
        "stage_given": "Implementation", "purpose": "Route de la colline",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["titel", "title.french", "funding-org.fr", "contact-nam"])
def test_a_column_that_no_activity_has_is_a_mistake(write: Write, column: str) -> None:
    one = registration(map={"initiative": "title", "period": "end-planned", "purpose": column})
    fetched = Fetched(write(WHOLE), "activities.xml", "", 0, datetime(2024, 6, 2, tzinfo=UTC))
    with pytest.raises(SourceUnreadable, match="There is no column"):
        compile_mappings(one, read(fetched, one, largest=PLENTY))


LAUGHS = '<!DOCTYPE iati-activities [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
REFUSED = [
    pytest.param("", "activities.xml is empty.", id="empty"),
    pytest.param(" \n", "activities.xml is empty.", id="white space"),
    pytest.param("Ref,Title\n1,Ask", "activities.xml is not XML, on line 1.", id="a table"),
    pytest.param("<!-- -->", "activities.xml is not XML: there is no element in it.", id="only a comment"),
    pytest.param("%PDF-1.7", "has no IATI activities: it seems to be a PDF document.", id="a PDF"),
    pytest.param("<html><p>", "has no IATI activities: it seems to be a web page.", id="a web page"),
    pytest.param("<iati-organisations/>", "its first element is “iati-organisations”", id="organisations"),
    pytest.param("<result><iati-activities/></result>", "its first element is “result”", id="an answer of an API"),
    pytest.param('<iati-activities xmlns="x"/>', "its first element is “{x}iati-activities”", id="a namespace"),
    pytest.param(WHOLE[:-1], "is cut off: its XML ends half-way, on line 63.", id="cut off at the end"),
    pytest.param(WHOLE[: WHOLE.index("<result")], "is cut off: its XML ends half-way", id="cut between elements"),
    pytest.param(WHOLE[: WHOLE.index("Engineer")], "is cut off: its XML ends half-way", id="cut in a text"),
    pytest.param(WHOLE[: WHOLE.index("pe=", 300)], "is cut off: its XML ends half-way", id="cut in an attribute"),
    pytest.param(WHOLE.encode().partition(b"kilom\xc3")[0] + b"kilom\xc3", "is cut off", id="cut in a character"),
    pytest.param(gzip.compress(WHOLE.encode())[:-9], "packed with gzip, but it is cut off or damaged.", id="gzip"),
    pytest.param(WHOLE.encode("latin-1"), "is not in the encoding that it says it is in, on line 9.", id="Latin-1"),
    pytest.param(WHOLE.replace("UTF-8", "x-own"), "says that it is in an encoding that is not known", id="unknown"),
    pytest.param(WHOLE.replace("Sea Bank", "Sea & Bank"), "has an & or a < in a text, which XML", id="a bare &"),
    pytest.param(WHOLE.replace("Sea Bank", "Sea&Bank"), "has an & in a text, which XML writes &amp;", id="&Bank"),
    pytest.param(WHOLE.replace("Sea Bank", "S&eacute;a"), "has a name between & and ; that XML", id="&eacute;"),
    pytest.param(WHOLE.replace('"XX-1"', '"<"'), "has a < in an attribute", id="< in an attribute"),
    pytest.param(WHOLE.replace("Sea Bank", "Sea\x01"), "a character that no text has, on line 13.", id="control"),
    pytest.param(WHOLE.replace("Sea Bank", "&#0;"), "has a character that no text has, on line 13.", id="NUL"),
    pytest.param(WHOLE.replace("</title>", "</titel>", 1), "an element that is not open, on line 7.", id="names"),
    pytest.param(WHOLE.replace('ref="XX-1"', "ref=1"), "not well-formed XML, on line 12.", id="no quotation marks"),
    pytest.param(WHOLE.replace('ref="XX-1"', 'role="2"'), "is not well-formed XML, on line 12.", id="role twice"),
    pytest.param(WHOLE.replace("<sector", "<y:sector", 1), "uses a prefix before a colon", id="no namespace"),
    pytest.param(WHOLE + "<more/>", "goes on behind its end", id="two first elements"),
    pytest.param(f"{LAUGHS}]><iati-activities>&i;</iati-activities>", "has a document type", id="billion laughs"),
    pytest.param(f'{LAUGHS}]><iati-activities x="&i;"/>', "on line 1.", id="laughs in an attribute"),
    pytest.param(
        f'<!DOCTYPE a [<!ENTITY a "{"x" * 100_000}">]><iati-activities>{"&a;" * 100_000}</iati-activities>',
        "has a document type", id="quadratic",
    ),
    pytest.param("<!DOCTYPE iati-activities><iati-activities/>", "has a document type", id="just a document type"),
    pytest.param("<!DOCTYPE a [" + "<!-- -->" * 400_000, "there is no element in it.", id="only declarations"),
    pytest.param("<iati-activities>" + "<a>" * 300, "elements in each other too deep", id="deep"),
    pytest.param(f"<iati-activities>{'x' * 11_000_000}</iati-activities>", "a text too long", id="a long text"),
    pytest.param(f'<iati-activities a="{"x" * 11_000_000}"/>', ".", id="a long attribute"),
    pytest.param(file_of(activity(f"<{'a' * 60_000}/>")), "too long, to be records", id="a long name"),
    pytest.param(
        file_of(activity("<sector/>" * (LARGEST_ELEMENT // 9 + 200_000))),
        "has more than 20 MB in one “iati-activity”", id="a large activity",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("content", "sentence"), REFUSED)
def test_what_is_no_whole_file_of_activities_is_refused_in_a_sentence(
    write: Write, content: str | bytes, sentence: str
) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        list(read_file(write(content)).rows)
    assert sentence in refused.value.sentence
    assert refused.value.sentence.startswith("activities.xml ")
    assert refused.value.what_to_do
    assert (refused.value.where or "").startswith("activities.xml")


def test_what_stands_before_a_mistake_is_not_passed_off_as_the_whole(write: Write) -> None:
    """The parser begins anew behind a name that it does not know, as if a file began there."""
    far = "".join(activity(f"<title><narrative>{number}</narrative></title>") for number in range(20_000))
    content = file_of(far, activity("<title>&eacute;</title>"), far)
    assert len(content) > 4_000_000
    with pytest.raises(SourceUnreadable, match="has a name between & and ; that XML does not know, on line 2"):
        list(read_file(write(content)).rows)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server that only remembers what it was asked for."""
    paths: list[str] = []

    class Remember(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Remember) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


OUTSIDE = [
    pytest.param('<!DOCTYPE iati-activities SYSTEM "{address}/a.dtd"><iati-activities/>', id="a document type"),
    pytest.param(
        '<!DOCTYPE a [<!ENTITY x SYSTEM "{address}/x">]><iati-activities>&x;</iati-activities>', id="an entity"
    ),
    pytest.param(
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "{address}/x"> %x;]><iati-activities/>', id="an entity of the document type"
    ),
    pytest.param(
        '<!DOCTYPE a [<!ENTITY x SYSTEM "{secret}">]><iati-activities>&x;</iati-activities>', id="a file as an entity"
    ),
    pytest.param(
        '<iati-activities xmlns:i="http://www.w3.org/2001/XInclude"><iati-activity><iati-identifier>'
        '<i:include href="{secret}" parse="text"/></iati-identifier></iati-activity></iati-activities>',
        id="a file that is included",
    ),
    pytest.param(
        '<?xml-stylesheet href="{address}/s"?><iati-activities xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="{address}/s.xsd"><iati-activity/></iati-activities>',
        id="a schema and a style sheet",
    ),
]


@pytest.mark.parametrize("content", OUTSIDE)
def test_nothing_outside_of_the_file_is_ever_read(
    write: Write, tmp_path: Path, asked: tuple[str, list[str]], content: str
) -> None:
    address, paths = asked
    secret = tmp_path / "secret"
    secret.write_text("hunter2")
    seen = ""
    try:
        rows = read_file(write(content.replace("{address}", address).replace("{secret}", secret.as_uri()))).rows
        seen = "".join(repr(row) for row in rows)
    except SourceError as error:
        seen = str(error)
    assert "hunter2" not in seen
    assert paths == []


def test_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "activities.xml"
    part = "".join(activity("<title><narrative>Some words</narrative></title>" * 20) for _ in range(1_000))
    with path.open("w") as file:
        file.write("<iati-activities>")
        for _ in range(30):
            file.write(part)
            file.write("<note/>" * 10_000)
        file.write("</iati-activities>")
    size = path.stat().st_size
    assert size > 30_000_000
    process = psutil.Process()
    before = process.memory_info().rss
    most = 0
    for number, _ in enumerate(read_iati(path, path.name, largest=PLENTY).rows, start=1):
        if number % 1_000 == 0:
            most = max(most, process.memory_info().rss - before)
    assert number == 30_000
    assert most < size / 2
    with pytest.raises(SourceUnreadable, match="larger than the 1 MB that may be read of one source"):
        list(read_iati(path, path.name, largest=1_000_000).rows)


def test_a_row_can_be_stored(write: Write) -> None:
    for row in read_file(write(WHOLE)).rows:
        orjson.dumps(row.cells)
