"""The declared columns of each format, and the rules that a column cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from annotator.extensions.datasets.columns import Column

C = Column

ARTICLES = (
    C("article_id", "string", "@article_id", "Article"),
    C("title", "string", "@title", "Headline"),
    C("publisher", "string", "@publisher", "Publisher"),
    C("pub_date", "date", "@pub_date", "Publication date, where the day is known"),
    C("language", "string", "@language", "Language, ISO 639-1"),
    C("url", "string", "@url", "Address"),
    C("article_status", "string", "article_status"),
    C("status_reason", "string", "status_reason"),
    C("n_events", "integer", "@n_events", "Events coded"),
    C("coder", "string", "@coder", "Coder; empty for an article without a coding"),
    C("published", "string", "@published", "Publication date as far as it is known"),
    C("state", "string", "@state", "Where the coding stands"),
    C("reason", "string", "@reason", "Why the article was set aside"),
)

EVENTS = (
    C("event_id", "string", "@event_id", "Event"),
    C("article_id", "string", "@article_id", "Article"),
    C("event_seq", "integer", "@event_seq", "Number of the event in its article"),
    C("event_type", "string", "event_type"),
    C("event_mode", "string", "event_mode"),
    C("quad_class", "integer", "event_type/quad_num", "PLOVER quad, 1 to 4"),
    C("plover_score", "number", "@plover_score", "PLOVER score of type and mode"),
    C("cameo_code", "string", "cameo_code"),
    C("goldstein", "number", "cameo_code/goldstein_icews", "Goldstein score (ICEWS table)"),
    C("format", "string", "format"),
    C("channel", "string", "channel"),
    C("setting", "string", "setting"),
    C("setting_name", "string", "setting_name"),
    C("status", "string", "status"),
    C("date_start", "date", "date.start", "First day of the event"),
    C("date_end", "date", "date.end", "Last day of the event"),
    C("date_precision", "string", "date.precision", "How exact the date is"),
    C("date_basis", "string", "date.basis", "Where the date comes from"),
    C("place_text", "string", "place.text", "Place as in the text"),
    C("place_name", "string", "place.name", "Standard place name"),
    C("place_country", "string", "place.country", "Country of the place"),
    C("latitude", "number", "place.latitude", "Latitude"),
    C("longitude", "number", "place.longitude", "Longitude"),
    C("place_precision", "string", "place.precision", "How exact the place is"),
    C("host", "string", "host"),
    C("level", "string", "level"),
    C("level_order", "integer", "level/rank_order", "Order of the level, 1 the highest"),
    C("actors", "string", "participants*actor", "Participants"),
    C("topics", "string", "topics*topic", "Topics"),
    C("outcomes", "string", "outcomes*outcome_type", "Outcomes"),
    C("confidence", "string", "confidence"),
    C("conflicting", "integer", "conflicting"),
    C("link_group", "string", "link_group"),
    C("coder", "string", "@coder", "Coder"),
    C("note", "string", "note"),
)

PARTICIPANTS = (
    C("event_id", "string", "@event_id", "Event"),
    C("participant_seq", "integer", "@seq", "Number of the participant in the event"),
    C("actor", "string", "actor"),
    C("actor_name", "string", "actor/label", "Name of the actor"),
    C("cow_code", "integer", "actor/cow_code", "COW number"),
    C("gw_code", "integer", "actor/gw_code", "Gleditsch-Ward number"),
    C("cameo_actor", "string", "@cameo_actor", "CAMEO code with role"),
    C("actor_text", "string", "actor_text"),
    C("person", "string", "person"),
    C("title_text", "string", "title_text"),
    C("rank", "string", "rank"),
    C("rank_order", "integer", "rank/rank_order", "Order of the rank, 1 the highest"),
    C("sector", "string", "sector"),
    C("role", "string", "role"),
    C("present", "string", "present"),
)

TOPICS = (
    C("event_id", "string", "@event_id", "Event"),
    C("topic", "string", "topic"),
    C("topic_label", "string", "topic/label", "Label of the topic"),
    C("issue", "string", "issue"),
    C("parent", "string", "topic/parent", "First level of the topic"),
    C("plover_contexts", "string", "topic/plover_contexts", "PLOVER contexts"),
    C("cap_major", "string", "topic/cap_major", "Comparative Agendas major topics"),
    C("weight", "string", "weight"),
    C("reported_by", "string", "reported_by"),
    C("reported_by_actor", "string", "reported_by_actor"),
    C("omitted_by_actor", "string", "omitted_by_actor"),
    C("topic_seq", "integer", "@seq", "Number of the topic in the event"),
)

POSITIONS = (
    C("event_id", "string", "@event_id", "Event"),
    C("position_seq", "integer", "@seq", "Number of the position in the event"),
    C("holder", "string", "holder"),
    C("holder_person", "string", "holder_person"),
    C("topic", "string", "topic"),
    C("issue", "string", "issue"),
    C("stance", "string", "stance"),
    C("stance_num", "integer", "stance/number", "Number of the stance"),
    C("target", "string", "target"),
    C("kind", "string", "kind"),
    C("wording", "string", "wording"),
    C("attribution", "string", "attribution"),
    C("attribution_actor", "string", "attribution_actor"),
    C("in_event", "integer", "in_event"),
    C("quote", "string", "@quote", "Words of the text"),
    C("start", "integer", "@start", "First character of the words, counted from 0"),
    C("end", "integer", "@end", "Character after the last"),
)

OUTCOMES = (
    C("event_id", "string", "@event_id", "Event"),
    C("outcome_type", "string", "outcome_type"),
    C("document", "string", "document"),
    C("topic", "string", "topic"),
    C("attribution", "string", "attribution"),
    C("outcome_seq", "integer", "@seq", "Number of the outcome in the event"),
)

GROUPS: Mapping[str, tuple[Column, ...]] = MappingProxyType(
    {"participants": PARTICIPANTS, "topics": TOPICS, "positions": POSITIONS, "outcomes": OUTCOMES}
)
"""The tables of the groups that the default codebook has; others follow their variables."""

DYADS = (
    C("dyad_id", "string", "@dyad_id", "Dyad"),
    C("event_id", "string", "@event_id", "Event"),
    C("source", "string", "@source", "Acting side, or the first of the two"),
    C("target", "string", "@target", "The other side"),
    C("source_cow", "integer", "@source_cow", "COW number of the source"),
    C("target_cow", "integer", "@target_cow", "COW number of the target"),
    C("directed", "integer", "@directed", "1 if the direction has meaning"),
    C("event_type", "string", "event_type"),
    C("event_mode", "string", "event_mode"),
    C("cameo_code", "string", "@cameo_code", "CAMEO code from the source's side"),
    C("quad_class", "integer", "event_type/quad_num", "PLOVER quad, 1 to 4"),
    C("score", "number", "@plover_score", "PLOVER score of type and mode"),
    C("goldstein", "number", "@goldstein", "Goldstein score (ICEWS table)"),
    C("date_start", "date", "date.start", "First day of the event"),
    C("status", "string", "status"),
    C("n_participants", "integer", "@n_participants", "Actors in the event"),
    C("weight", "number", "@weight", "1 / number of dyads of the event"),
)

EVIDENCE = (
    C("article_id", "string", "@article_id", "Article"),
    C("event_id", "string", "@event_id", "Event; empty for answers about the article"),
    C("unit", "string", "@unit", "What the words bear out"),
    C("unit_seq", "integer", "@seq", "Number of the entry in the event"),
    C("variable", "string", "@variable", "Variable"),
    C("start", "integer", "@start", "First character, counted from 0"),
    C("end", "integer", "@end", "Character after the last"),
    C("quote", "string", "@quote", "The words themselves"),
    C("coder", "string", "@coder", "Coder"),
    C("evidence_id", "string", "@evidence_id", "Span"),
)

MISSING = (
    C("table", "string", "@table", "Table"),
    C("row_key", "string", "@row_key", "Row: article and coder, event, or event and number"),
    C("variable", "string", "@variable", "Variable"),
    C("reason", "string", "@reason", "Why there is no answer"),
)

CODEBOOK = (
    *("table", "variable", "kind", "scale", "required", "code", "position", "number"),
    *("label", "definition", "parent"),
)

POLECAT = (
    C("Event ID", "string", "@event_id"),
    C("Event Date", "date", "@date"),
    C("Event Type", "string", "@type"),
    C("Event Mode", "string", "@mode"),
    C("Intensity", "number", "@intensity"),
    C("Quad Code", "string", "@quad"),
    C("Contexts", "string", "@contexts"),
    C("Actor Name", "string", "@actor_name"),
    C("Actor Country", "string", "@actor_country"),
    C("Actor COW", "string", "@actor_cow"),
    C("Primary Actor Sector", "string", "@actor_sector"),
    C("Actor Sectors", "string", "@actor_sector"),
    C("Actor Title", "string", "@actor_title"),
    C("Actor Name Raw", "string", "@actor_text"),
    C("Wikipedia Actor ID", "string", ""),
    C("Recipient Name", "string", "@recipient_name"),
    C("Recipient Country", "string", "@recipient_country"),
    C("Recipient COW", "string", "@recipient_cow"),
    C("Primary Recipient Sector", "string", "@recipient_sector"),
    C("Recipient Sectors", "string", "@recipient_sector"),
    C("Recipient Title", "string", "@recipient_title"),
    C("Recipient Name Raw", "string", "@recipient_text"),
    C("Wikipedia Recipient ID", "string", ""),
    C("Placename", "string", "place.name"),
    C("City", "string", "@city"),
    C("District", "string", ""),
    C("Province", "string", "@province"),
    C("Country", "string", "place.country"),
    C("Latitude", "number", "place.latitude"),
    C("Longitude", "number", "place.longitude"),
    C("GeoNames ID", "integer", ""),
    C("Raw Placename", "string", "place.text"),
    C("Feature Type", "string", ""),
    C("Source", "string", "@publisher"),
    C("Publication Date", "date", "@pub_date"),
    C("Story People", "string", "@people"),
    C("Story Organizations", "string", ""),
    C("Story Locations", "string", ""),
    C("Language", "string", "@language"),
    C("Version", "string", "@version"),
)

ICEWS = (
    C("Event ID", "integer", "@number"),
    C("Event Date", "date", "@date"),
    C("Source Name", "string", "@source_name"),
    C("Source Sectors", "string", "@source_sectors"),
    C("Source Country", "string", "@source_country"),
    C("Event Text", "string", "@event_text"),
    C("CAMEO Code", "string", "@cameo_code"),
    C("Intensity", "number", "@goldstein"),
    C("Target Name", "string", "@target_name"),
    C("Target Sectors", "string", "@target_sectors"),
    C("Target Country", "string", "@target_country"),
    C("Story ID", "integer", "@story"),
    C("Sentence Number", "integer", ""),
    C("Publisher", "string", "@publisher"),
    C("City", "string", "@city"),
    C("District", "string", ""),
    C("Province", "string", "@province"),
    C("Country", "string", "@place_country"),
    C("Latitude", "number", "place.latitude"),
    C("Longitude", "number", "place.longitude"),
)

EVENT_INPUTS = ("event_type", "event_mode", "status", "date", "place", "cameo_code")
PARTICIPANT_INPUTS = ("actor", "role", "rank", "sector", "person", "title_text", "actor_text")

VISIT, HOSTS_A_VISIT, MEETS = "042", "043", "040"
VISIT_CODES = (VISIT, HOSTS_A_VISIT)

SENDERS = frozenset({"source"})
RECEIVERS = frozenset({"target"})
VISITORS = frozenset({"visitor"})
HOSTS = frozenset({"host"})
PARTIES = frozenset({"participant", "visitor", "host", "mediator"})
POLECAT_ACTORS = frozenset({"participant", "visitor", "source"})
POLECAT_RECIPIENTS = frozenset({"host", "target"})

Act = tuple[str, str, str]
"""Event type, mode and CAMEO code."""

_TO_MEET: Act = ("AGREE", "", "036")
_TO_COOPERATE: Act = ("AGREE", "", "030")
_NO_MEETING: Act = ("REJECT", "meet", "125")
_ASKS_TO_MEET: Act = ("REQUEST", "meet", "106")

STATUS_RULES: Mapping[tuple[str, str], Act] = MappingProxyType(
    {
        ("planned", "CONSULT"): _TO_MEET,
        ("postponed", "CONSULT"): _TO_MEET,
        ("planned", "SUPPORT"): _TO_COOPERATE,
        ("planned", "COOPERATE"): _TO_COOPERATE,
        ("planned", "AID"): _TO_COOPERATE,
        ("proposed", "CONSULT"): _ASKS_TO_MEET,
        ("refused", "CONSULT"): _NO_MEETING,
        ("refused", "AGREE"): _NO_MEETING,
        ("cancelled", "CONSULT"): _NO_MEETING,
        ("cancelled", "AGREE"): _NO_MEETING,
    }
)
"""What the formats of others call an event of this status and type."""

NOT_EVENTS = frozenset({"denied", "rumoured", "refused", "cancelled"})
"""Statuses that the formats of others leave out, unless STATUS_RULES make another event of them."""

DEFENCE_RANKS = frozenset({"DEFMIN", "MILCHIEF"})
ICEWS_OFFICES: Mapping[str, str] = MappingProxyType(
    {
        "FM": "Executive,Foreign Ministry,Government",
        "DFM": "Executive,Foreign Ministry,Government",
        "HOS": "Executive,Executive Office,Government",
        "HOG": "Executive,Executive Office,Government",
    }
)
"""The sector text of government, by rank; other ranks are "Government"."""
