"""Records of sources, actors, offices, agreements, events, commitments and claims."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from diplograph.model.columns import Concept, Day, Fact, Named, Record, column


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """A page or document that was opened."""

    kind_name = "source"
    class_name = "Source"
    id: str = column("id")
    title: str = column("text", required=True, predicate="dcterms:title")
    publisher: str = column("text", required=True, predicate="dcterms:publisher")
    url: str | None = column("url", predicate="schema:url")
    published: Day | None = column("start", predicate="dcterms:issued")
    accessed: Day = column("start", required=True)
    checked: Day | None = column("start")
    licence: str | None = column("text", predicate="dcterms:license")
    kind: str = column("word", "Basis", required=True, predicate="dg:basis")
    language: str | None = column("text", predicate="dcterms:language")


@dataclass(frozen=True, kw_only=True)
class Area(Concept):
    """What is no state but stands where a state could: the world, or a source's "other"."""

    kind_name = "area"
    class_name = "Area"
    broader: str | None = column("ref", "area", predicate="skos:broader")


@dataclass(frozen=True, kw_only=True)
class Theme(Concept):
    """A subject matter."""

    kind_name = "theme"
    class_name = "Theme"
    broader: str | None = column("ref", "theme", predicate="skos:broader")


@dataclass(frozen=True, kw_only=True)
class State(Fact):
    """A state or territory of ISO 3166-1."""

    kind_name = "state"
    class_name = "Actor"
    id: str = column("id", "state", predicate="dg:iso3")
    kind: str = column("class", required=True)
    lldc: str | None = column("text", predicate="dg:landlockedDeveloping")
    wikidata: str | None = column("wikidata", predicate="skos:exactMatch")


@dataclass(frozen=True, kw_only=True)
class Organisation(Named):
    """An organisation, format, company or other collective actor."""

    kind_name = "organisation"
    class_name = "Organisation"
    kind: str = column("class", required=True)
    state: str | None = column("ref", "state", predicate="dg:seatedIn")
    founded: Day | None = column("start")
    wikidata: str | None = column("wikidata", predicate="skos:exactMatch")


@dataclass(frozen=True, kw_only=True)
class Person(Named):
    """A person."""

    kind_name = "person"
    class_name = "Person"
    wikidata: str | None = column("wikidata", predicate="skos:exactMatch")


@dataclass(frozen=True, kw_only=True)
class Office(Named):
    """An office of a state."""

    kind_name = "office"
    class_name = "Office"
    kind: str = column("class", "Office", required=True)
    state: str = column("ref", "state", required=True, predicate="dg:officeOf")


@dataclass(frozen=True, kw_only=True)
class Tenure(Fact):
    """A person holds an office."""

    kind_name = "tenure"
    class_name = "Tenure"
    key = ("person", "office", "start")
    person: str = column("ref", "person")
    office: str = column("ref", "office")
    start: Day | None = column("start")
    end: Day | None = column("end")
    entry: str | None = column("text")
    exit: str | None = column("text")


@dataclass(frozen=True, kw_only=True)
class Membership(Fact):
    """A state or organisation belongs to an organisation."""

    kind_name = "membership"
    class_name = "Membership"
    key = ("member", "organisation", "role", "start")
    member: str = column("any")
    organisation: str = column("ref", "organisation")
    role: str = column("word", "Role")
    start: Day | None = column("start")
    end: Day | None = column("end")


@dataclass(frozen=True, kw_only=True)
class Sanction(Fact):
    """A state or organisation restricts dealings with a target, or makes an exception."""

    kind_name = "sanction"
    class_name = "Sanction"
    key = ("imposer", "target", "restriction", "legal_basis", "start")
    imposer: str = column("any")
    target: str = column("any")
    restriction: str = column("word", "Restriction")
    legal_basis: str | None = column("text")
    event: str | None = column("ref", "event", predicate="dg:imposedAt")
    start: Day | None = column("start")
    end: Day | None = column("end")


@dataclass(frozen=True, kw_only=True)
class Agreement(Named):
    """A treaty, declaration, initiative or other agreement."""

    kind_name = "agreement"
    class_name = "Agreement"
    kind: str = column("class", required=True)
    signed: Day | None = column("start")
    in_force: Day | None = column("start")
    ended: Day | None = column("end")
    event: str | None = column("ref", "event", predicate="dg:outcomeOf")
    part_of: str | None = column("ref", "agreement")
    text_url: str | None = column("url")


@dataclass(frozen=True, kw_only=True)
class Signature(Fact):
    """A party signs an agreement."""

    kind_name = "signature"
    class_name = "Signature"
    key = ("agreement", "party")
    agreement: str = column("ref", "agreement")
    party: str = column("any", predicate="dg:signatory")
    signed: Day | None = column("start")
    ratified: Day | None = column("start")


@dataclass(frozen=True, kw_only=True)
class AgreementLink(Fact):
    """An agreement concerns, governs, supports, prioritises or rivals something."""

    kind_name = "agreement-link"
    class_name = "AgreementLink"
    key = ("agreement", "relation", "object")
    agreement: str = column("ref", "agreement")
    relation: str = column("word", "Link")
    object: str = column("any")


@dataclass(frozen=True, kw_only=True)
class Event(Named):
    """A summit, meeting, visit, disruption or other dated happening."""

    kind_name = "event"
    class_name = "Event"
    kind: str = column("class", "Event", required=True)
    part_of: str | None = column("ref", "event")
    start: Day | None = column("start")
    end: Day | None = column("end")


@dataclass(frozen=True, kw_only=True)
class Participation(Fact):
    """An actor takes part in an event."""

    kind_name = "participation"
    class_name = "Participation"
    key = ("event", "actor")
    event: str = column("ref", "event")
    actor: str = column("any")
    represents: str | None = column("any")
    role: str | None = column("word", "Role")


@dataclass(frozen=True, kw_only=True)
class Statement(Fact):
    """Any further stated property, above all one on which sources differ."""

    kind_name = "statement"
    class_name = "Statement"
    key = ("subject", "property", "value")
    subject: str = column("any", predicate="dg:about")
    property: str = column("property", predicate="dg:statedProperty")
    value: str = column("value", predicate="dg:statedValue")


@dataclass(frozen=True, kw_only=True)
class Commitment(Named):
    """A target, pledge, commitment or disbursement of money."""

    kind_name = "commitment"
    class_name = "Commitment"
    kind: str = column("class", "Commitment", required=True)
    actor: str | None = column("any")
    beneficiary: str | None = column("any")
    amount: Decimal | None = column("number")
    low: Decimal | None = column("number")
    high: Decimal | None = column("number")
    currency: str | None = column("text")
    period_start: Day | None = column("start")
    period_end: Day | None = column("end")
    event: str | None = column("ref", "event", predicate="dg:announcedAt")
    agreement: str | None = column("ref", "agreement", predicate="dg:under")


@dataclass(frozen=True, kw_only=True)
class Claim(Fact):
    """A norm, opinion or forecast, attributed to who makes it; never a fact."""

    kind_name = "claim"
    class_name = "Claim"
    id: str = column("id")
    kind: str = column("class", required=True)
    claimant: str = column("any", required=True)
    subject: str | None = column("any", predicate="dg:about")
    text_en: str = column("label", required=True, predicate="dg:text")
    text_ja: str = column("label", required=True, predicate="dg:text")
    said: Day | None = column("start")


@dataclass(frozen=True, kw_only=True)
class Border(Fact):
    """Two states share a land border."""

    kind_name = "border"
    class_name = "Border"
    key = ("state_a", "state_b", "length_km")
    state_a: str = column("ref", "state", predicate="dg:borderState")
    state_b: str = column("ref", "state", predicate="dg:borderState")
    length_km: Decimal | None = column("number")
