"""Statements as prepared text for SQLite. Nothing else in this package is spelled as SQL, and nothing is imported here.

Two kinds: what no builder can say for every database, on the path of each check or recording; and what the process of
the revocation watch reads, which starts without a database layer. Another database needs its own text for each. Tests
hold every column named here against the table classes, and the rows found against what built statements find.
"""

# `|| ''` keeps the provider out of the key lookup: reading a pair's few grants beats looking two providers up.
# Each lookup goes by the id that was asked for and not by what an earlier one found, so that a person who is not there
# costs what a person costs who is.
_FACTS_OF_ASKED = """
SELECT o.id, s.state, s.frozen OR s.disputed_from IS NOT NULL, s.age, s.audience, s.owner_epoch,
       e.enrollment_id, e.version, e.assurance, e.audience_ceiling, e.modalities, e.expires_us,
       b.owner IS NOT NULL, MAX(COALESCE(p.epoch, 0), COALESCE(q.epoch, 0)), COALESCE(p.revoked_us, q.revoked_us),
       (SELECT json_group_array(json_array(hex(g.grant_id), g.modalities, g.uses, g.expires_us,
                                           g.provider, g.max_renders, g.per_day, g.asks_each_time,
               CASE WHEN COALESCE(g.max_renders, g.per_day) IS NOT NULL THEN
               (SELECT json_array(COUNT(*), COUNT(*) FILTER (WHERE opened_us > :yesterday_us))
                FROM renders INDEXED BY renders_by_grant WHERE owner = o.id AND grant_id = g.grant_id
                AND (drafted_us IS NOT NULL OR expires_us > :now_us)) END))
        FROM grants g WHERE g.owner = o.id AND g.grantee = :asking AND (g.provider || '') IN (:every, :provider)),
       r.denied_classes, r.banned_words, r.preferences, r.wishes, COALESCE(r.sought, :none_sought),
       s.asks_each_time,
       d.frozen, d.global_epoch,
       (SELECT json_group_array(json_array(hex(h.grant_id), h.modalities, h.uses, h.expires_us,
                                           h.provider, h.max_renders, h.per_day, 0,
               CASE WHEN COALESCE(h.max_renders, h.per_day) IS NOT NULL THEN
               (SELECT json_array(COUNT(*), COUNT(*) FILTER (WHERE opened_us > :yesterday_us))
                FROM renders INDEXED BY renders_by_grant WHERE owner = o.id AND grant_id = h.grant_id
                AND (drafted_us IS NOT NULL OR expires_us > :now_us)) END))
        FROM group_members m CROSS JOIN group_grants h ON h.owner = m.owner AND h.group_id = m.group_id
        WHERE m.owner = o.id AND m.member = :asking AND (h.provider || '') IN (:every, :provider)),
       a.subject_id, w.expires_us, e.bound_to,
       (SELECT COUNT(*) FROM held_renders WHERE owner = o.id AND requester = :asking AND asked_us > :yesterday_us),
       (SELECT COUNT(*) FROM held_renders INDEXED BY held_renders_counted WHERE owner = o.id AND ends_us > :now_us
        AND 'waiting' IN (owner_answer, review_answer) AND 'no' NOT IN (owner_answer, review_answer))"""
_FROM_WHERE_THEY_STAND = """
LEFT JOIN subjects s ON s.subject_id = o.id
LEFT JOIN enrollments e ON e.subject_id = o.id
LEFT JOIN blocks b ON b.owner = o.id AND b.actor = :asking AND (b.expires_us IS NULL OR b.expires_us > :now_us)
LEFT JOIN pair_marks p ON p.owner = o.id AND p.actor = :asking AND p.provider = :every
LEFT JOIN pair_marks q ON q.owner = o.id AND q.actor = :asking AND q.provider = :provider
LEFT JOIN guardianships w ON w.owner = o.id AND w.expires_us > :guarded_us
LEFT JOIN subjects a ON a.subject_id = COALESCE(w.guardian, o.id) AND a.state = 'active' AND a.age = 'adult'
                    AND w.guardian IS NOT NULL
LEFT JOIN restrictions r ON r.owner = o.id
"""
FACTS = f"""
WITH asked (id) AS MATERIALIZED (SELECT substr(:owners, value, 16) FROM json_each(:places))
{_FACTS_OF_ASKED.strip()}
FROM deployment d CROSS JOIN asked o
{_FROM_WHERE_THEY_STAND.strip()}
"""  # noqa: S608 - parts of this file, and no values
"""Facts about owners as one requester sees them at one provider: a row an owner, with what the requester was granted as
JSON lists. What is not stored is NULL.

owners: ids in a row. places: where each begins, from 1, as a JSON list. asking: the requester's id, or NOBODY.
every: ANY_PROVIDER. yesterday_us: 24 hours ago. guarded_us: guardianships that end later count. none_sought: of a
person without banned words.
"""

_NAMES_BY_SOUND = """
SELECT owner, name, words FROM (
 SELECT owner, name, words FROM names
 WHERE counts = 1 AND sound IN (SELECT value FROM json_each(:sounds)) LIMIT :limit)
UNION SELECT owner, name, words FROM names
 WHERE owner = :asking AND sound IN (SELECT value FROM json_each(:sounds))
ORDER BY owner, words
"""
"""Names of these sounds, a JSON list that may be as long as a prompt: at most `limit` that count for others, and those
of the person who asks.
"""

PROMPT = f"""
WITH asked (id, place) AS MATERIALIZED (
 SELECT COALESCE((SELECT subject_id FROM handles WHERE handle = value AND released_us IS NULL),
                 substr(:owners, 1 + 16 * key, 16)), key FROM json_each(:handles))
{_FACTS_OF_ASKED.strip()},
       o.place, d.revision, y.state, y.age,
       k.standing, k.ends_us, k.owner_answer, k.review_answer, k.spent_on,
       (SELECT json_group_array(json_array(hex(owner), name, words)) FROM ({_NAMES_BY_SOUND.strip()}))
FROM deployment d
LEFT JOIN subjects y ON y.subject_id = :asking
LEFT JOIN asked o ON TRUE
{_FROM_WHERE_THEY_STAND.strip()}
LEFT JOIN held_renders k ON k.owner = o.id AND k.ask = :ask
"""  # noqa: S608 - parts of this file, and no values
"""All that a prompt is judged by: FACTS about the holders of its handles, or about the ids in `owners` where a handle
has no holder; the newest revision; who asks; what was answered to this very render; and the bearers of names of these
sounds, as a JSON list. One row at least, also without a handle: then the columns about people are NULL.

handles: a JSON list. owners: an id for each of them, in a row. ask: the digest of the render. limit, sounds: of the
names; all others as in FACTS.
"""

RECORDINGS_SHARING_MOST = """
SELECT sha256, pictures, sound FROM
 (SELECT recording_id, COUNT(*) AS shared FROM
  (SELECT recording_id FROM recording_keys WHERE key IN (SELECT value FROM json_each(:keys)) LIMIT :hits)
  GROUP BY recording_id ORDER BY shared DESC, recording_id DESC LIMIT :limit)
 JOIN seen_recordings USING (recording_id) ORDER BY shared DESC, recording_id DESC
"""
"""Recordings that share the most of these keys, a JSON list of thousands; at most `hits` rows of keys are counted."""

WATCH_REACHED = "SELECT revision, global_epoch FROM deployment"
"""How far the database is."""

WATCH_FORGOTTEN = "SELECT forgotten_revision FROM outbox_marks"
"""The newest revision of which events may be gone. No row: none."""

WATCH_EVENTS = """
SELECT owner, revision, seq, kind, body, created_us FROM outbox WHERE (revision, seq) > (:revision, :seq)
ORDER BY revision, seq LIMIT :limit
"""
"""The first events after a position."""

WATCH_FLOORS = """
SELECT NULL, NULL, global_epoch, NULL FROM deployment WHERE global_epoch > 0
UNION ALL SELECT subject_id, NULL, owner_epoch, NULL FROM subjects WHERE owner_epoch > 0
UNION ALL SELECT owner, NULL, 1, grant_id FROM ended_grants WHERE provider IN (:every, :provider)
UNION ALL SELECT owner, actor, MAX(epoch), NULL FROM pair_marks
          WHERE epoch > 0 AND provider IN (:every, :provider) GROUP BY owner, actor
"""
"""Floors that concern one provider."""

VERSION = "SELECT version_num FROM alembic_version"
"""The revision of a schema, told before anything else is loaded."""
