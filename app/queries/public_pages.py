"""A hromada's own pages: texts with their versions, contacts, terms as people meet them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.db import hromada_of
from app.domain.names import Name, from_row
from app.models.accounts import Account
from app.models.public_pages import HromadaPage

MOST_VERSIONS = 200

PageRows = Select[int, bool, str, str, datetime, str]

_CONTACTS = text("""
SELECT name_uk, name_en, kind, demo, hotline, contact_email AS email, contact_phone AS phone,
       contact_address AS address, introduction_uk, introduction_en
FROM hromada WHERE id = :hromada_id
""")
_BODIES = text("""
SELECT name_uk, name_en, phone FROM body
WHERE hromada_id = :hromada_id AND active AND phone <> ''
ORDER BY name_uk COLLATE "uk-x-icu", id
LIMIT 500
""")
# Emergency services have no term: one is called.
_ANSWERS = text("""
SELECT min(hours) AS shortest, max(hours) AS longest
FROM (
    SELECT least(target_hours, CASE WHEN legal_days > 0 THEN legal_days * 24 END) AS hours
    FROM category AS leaf
    WHERE hromada_id = :hromada_id AND active AND target_hours + legal_days > 0
      AND NOT EXISTS (SELECT FROM category AS c WHERE c.parent_id = leaf.id)
) AS term
WHERE hours > 0
""")


@dataclass(frozen=True, slots=True)
class PageVersion:
    """A version of a text, who wrote it and when; of none there is ``version`` 0, ours."""

    version: int = 0
    ours: bool = True
    text_uk: str = ""
    text_en: str = ""
    written_at: datetime | None = None
    author: str = ""

    def text(self, language: str) -> str:
        """Return the hromada's own text in the language, or in Ukrainian."""
        return (self.text_en if language == "en" else "") or self.text_uk


@dataclass(frozen=True, slots=True)
class HromadaContacts:
    """How the hromada itself is reached; what is not set is empty."""

    name: Name
    kind: str
    demo: bool
    hotline: str
    email: str
    phone: str
    address: str
    introduction_name: Name


@dataclass(frozen=True, slots=True)
class BodyPhone:
    """A body with its public phone."""

    name: Name
    phone: str


@dataclass(frozen=True, slots=True)
class AnswerTerms:
    """The shortest and the longest term of an answer among the kinds of problems, in hours."""

    shortest: int | None
    longest: int | None


def page_versions(session: Session, page: str) -> list[PageVersion]:
    """Return the versions of a page, the newest first."""
    rows = session.execute(_versions(session, page).limit(MOST_VERSIONS))
    return [PageVersion(*row) for row in rows]


def page_version(session: Session, page: str, number: int | None = None) -> PageVersion:
    """Return a version, else the newest; one of ours, number 0, if there is none."""
    rows = _versions(session, page)
    if number is not None:
        rows = rows.where(HromadaPage.version == number)
    row = session.execute(rows.limit(1)).one_or_none()
    return PageVersion(*row) if row else PageVersion()


def newest_versions(session: Session) -> dict[str, PageVersion]:
    """Return the newest version of every page that has any."""
    newest = (
        _columns(session)
        .add_columns(HromadaPage.page)
        .ext(distinct_on(HromadaPage.page))
        .order_by(HromadaPage.page, HromadaPage.version.desc())
    )
    return {row.page: PageVersion(*row[:-1]) for row in session.execute(newest)}


def contacts_of(session: Session) -> HromadaContacts:
    """Return the contacts of the hromada."""
    row = session.execute(_CONTACTS, {"hromada_id": hromada_of(session)}).one()
    return from_row(HromadaContacts, row._mapping)


def body_phones(session: Session) -> tuple[BodyPhone, ...]:
    """Return the bodies that have a public phone, by name."""
    rows = session.execute(_BODIES, {"hromada_id": hromada_of(session)})
    return tuple(from_row(BodyPhone, row._mapping) for row in rows)


def answer_terms(session: Session) -> AnswerTerms:
    """Return the range of the terms of an answer."""
    row = session.execute(_ANSWERS, {"hromada_id": hromada_of(session)}).one()
    return AnswerTerms(row.shortest, row.longest)


def _versions(session: Session, page: str) -> PageRows:
    chosen = _columns(session).where(HromadaPage.page == page)
    return chosen.order_by(HromadaPage.version.desc())


def _columns(session: Session) -> PageRows:
    page = HromadaPage
    columns = (page.version, page.ours, page.text_uk, page.text_en, page.written_at)
    return (
        select(*columns, Account.email)
        .join(Account, Account.id == page.written_by)
        .where(page.hromada_id == hromada_of(session))
    )
