"""Statements as text for PostgreSQL: what `storage/hot_statements.py` has for SQLite, and what has no builder.

Nothing is imported here. Each finds what SQLite's statement of the same name finds, with the same given values; one
contract suite holds both. Lists come as one JSON value: as `= ANY (ARRAY(...))` they are looked up in an index.
"""

_FACTS_OF_ASKED = """
SELECT o.id, s.state, s.frozen <> 0 OR s.disputed_from IS NOT NULL, s.age, s.audience, s.owner_epoch,
       e.enrollment_id, e.version, e.assurance, e.audience_ceiling, e.modalities, e.expires_us,
       b.owner IS NOT NULL, GREATEST(COALESCE(p.epoch, 0), COALESCE(q.epoch, 0)), COALESCE(p.revoked_us, q.revoked_us),
       (SELECT CAST(COALESCE(json_agg(json_build_array(encode(g.grant_id, 'hex'), g.modalities, g.uses, g.expires_us,
                                                       g.provider, g.max_renders, g.per_day, g.asks_each_time,
               CASE WHEN COALESCE(g.max_renders, g.per_day) IS NOT NULL THEN
               (SELECT json_build_array(COUNT(*), COUNT(*) FILTER (WHERE opened_us > :yesterday_us))
                FROM renders WHERE owner = o.id AND grant_id = g.grant_id
                AND (drafted_us IS NOT NULL OR expires_us > :now_us)) END)), '[]') AS text)
        FROM grants g WHERE g.owner = o.id AND g.grantee = :asking AND (g.provider || '') IN (:every, :provider)),
       r.denied_classes, r.banned_words, r.preferences, r.wishes, COALESCE(r.sought, :none_sought),
       s.asks_each_time,
       d.frozen, d.global_epoch,
       (SELECT CAST(COALESCE(json_agg(json_build_array(encode(h.grant_id, 'hex'), h.modalities, h.uses, h.expires_us,
                                                       h.provider, h.max_renders, h.per_day, 0,
               CASE WHEN COALESCE(h.max_renders, h.per_day) IS NOT NULL THEN
               (SELECT json_build_array(COUNT(*), COUNT(*) FILTER (WHERE opened_us > :yesterday_us))
                FROM renders WHERE owner = o.id AND grant_id = h.grant_id
                AND (drafted_us IS NOT NULL OR expires_us > :now_us)) END)), '[]') AS text)
        FROM group_members m JOIN group_grants h ON h.owner = m.owner AND h.group_id = m.group_id
        WHERE m.owner = o.id AND m.member = :asking AND (h.provider || '') IN (:every, :provider)),
       a.subject_id, w.expires_us, e.bound_to,
       (SELECT COUNT(*) FROM held_renders WHERE owner = o.id AND requester = :asking AND asked_us > :yesterday_us),
       (SELECT COUNT(*) FROM held_renders WHERE owner = o.id AND ends_us > :now_us
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
# Numbered, for PostgreSQL promises no order of a join, and the rows of one person have to come together.
FACTS = f"""
WITH asked (id, nth) AS MATERIALIZED (
 SELECT substr(CAST(:owners AS bytea), place, 16), nth
 FROM unnest(CAST(translate(:places, '[]', '{{}}') AS integer[])) WITH ORDINALITY AS p (place, nth))
{_FACTS_OF_ASKED.strip()}
FROM deployment d CROSS JOIN asked o
{_FROM_WHERE_THEY_STAND.strip()}
ORDER BY o.nth
"""  # noqa: S608 - parts of this file, and no values

_NAMES_BY_SOUND = """
SELECT owner, name, words FROM (
 SELECT owner, name, words FROM names
 WHERE counts = 1 AND sound = ANY (ARRAY(SELECT json_array_elements_text(CAST(:sounds AS json)))) LIMIT :limit) AS n
UNION SELECT owner, name, words FROM names
 WHERE owner = :asking AND sound = ANY (ARRAY(SELECT json_array_elements_text(CAST(:sounds AS json))))
ORDER BY owner, words
"""

PROMPT = f"""
WITH asked (id, nth) AS MATERIALIZED (
 SELECT COALESCE((SELECT subject_id FROM handles WHERE handle = value AND released_us IS NULL),
                 substr(CAST(:owners AS bytea), CAST(16 * nth - 15 AS integer), 16)), nth
 FROM json_array_elements_text(CAST(:handles AS json)) WITH ORDINALITY AS h (value, nth))
{_FACTS_OF_ASKED.strip()},
       o.nth - 1, d.revision, y.state, y.age,
       k.standing, k.ends_us, k.owner_answer, k.review_answer, k.spent_on,
       (SELECT CAST(COALESCE(json_agg(json_build_array(encode(owner, 'hex'), name, words)), '[]') AS text)
        FROM ({_NAMES_BY_SOUND.strip()}) AS bearers)
FROM deployment d
LEFT JOIN subjects y ON y.subject_id = :asking
LEFT JOIN asked o ON TRUE
{_FROM_WHERE_THEY_STAND.strip()}
LEFT JOIN held_renders k ON k.owner = o.id AND k.ask = :ask
ORDER BY o.nth
"""  # noqa: S608 - parts of this file, and no values

RECORDINGS_SHARING_MOST = """
SELECT sha256, pictures, sound FROM
 (SELECT recording_id, COUNT(*) AS shared FROM
  (SELECT recording_id FROM recording_keys
   WHERE key = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(:keys AS json)) AS bigint))) LIMIT :hits) AS hit
  GROUP BY recording_id ORDER BY shared DESC, recording_id DESC LIMIT :limit) AS alike
 JOIN seen_recordings USING (recording_id) ORDER BY shared DESC, recording_id DESC
"""

BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""One snapshot, of the moment of its first statement."""

BEGIN_WRITE = """
BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
SET LOCAL idle_in_transaction_session_timeout = {idle_ms};
SET LOCAL lock_timeout = {wait_ms};
SELECT pg_advisory_xact_lock({lock[0]}, {lock[1]})
"""
"""Waits for the writer before it; every statement that follows sees all that was committed before (ADR 0052)."""

COMMIT_AND_TELL = "NOTIFY {channel}; COMMIT"
COMMIT = "COMMIT"
COPY = "COPY {} ({}) FROM STDIN"
"""All rows of a table, in the binary way of the server."""

SESSION = """
SET search_path TO {schema};
SET synchronous_commit TO on;
SET jit TO off;
SET plan_cache_mode TO force_generic_plan;
SET enable_seqscan TO off;
SET enable_hashjoin TO off;
SET enable_mergejoin TO off
"""
"""What each connection is told first.

Every statement is a look by keys, so one plan is good for all values and for any number of people: row by row, by
index. Planning the facts of a prompt anew takes ten times as long as reading them, and compiling more than that. A
plan that followed the statistics would take another way, and another time, for a table that was analysed yesterday.
"""

STANDING = """
SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('server_encoding'),
       CAST(current_setting('server_version_num') AS integer),
       pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on'
"""
"""What must be true of a server before anything is stored on it."""

HAS_SCHEMA = "SELECT to_regnamespace('{schema}') IS NOT NULL"
MAKE_SCHEMA = "CREATE SCHEMA IF NOT EXISTS {schema}"
MAKE_VERSION = """
CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT NOT NULL, CONSTRAINT alembic_version_pkc
                                            PRIMARY KEY (version_num))
"""
"""Alembic's own table has room for 32 characters, and names of revisions are longer; SQLite lets them be."""
HAS_VERSION = "SELECT to_regclass('alembic_version') IS NOT NULL"
VERSION = "SELECT version_num FROM alembic_version"
ALONE_IN_TRANSACTION = "SELECT pg_advisory_xact_lock({lock[0]}, {lock[1]})"
OTHERS = """
SELECT COUNT(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = '{name}' AND pid <> pg_backend_pid()
"""
"""How many other sessions services have open in this database."""

WATCH_REACHED = "SELECT revision, global_epoch FROM deployment"
WATCH_FORGOTTEN = "SELECT forgotten_revision FROM outbox_marks"
WATCH_EVENTS = """
SELECT owner, revision, seq, kind, body, created_us FROM outbox WHERE (revision, seq) > (%(revision)s, %(seq)s)
ORDER BY revision, seq LIMIT %(limit)s
"""
WATCH_FLOORS = """
SELECT CAST(NULL AS bytea), CAST(NULL AS bytea), global_epoch, CAST(NULL AS bytea) FROM deployment
       WHERE global_epoch > 0
UNION ALL SELECT subject_id, NULL, owner_epoch, NULL FROM subjects WHERE owner_epoch > 0
UNION ALL SELECT owner, NULL, 1, grant_id FROM ended_grants WHERE provider IN (%(every)s, %(provider)s)
UNION ALL SELECT owner, actor, MAX(epoch), NULL FROM pair_marks
          WHERE epoch > 0 AND provider IN (%(every)s, %(provider)s) GROUP BY owner, actor
"""
"""What the process of the watch reads; see SQLite's."""
LISTEN = "LISTEN {channel}"

NOTICE_DEATH = """
SET tcp_keepalives_idle TO 1;
SET tcp_keepalives_interval TO 1;
SET tcp_keepalives_count TO 2
"""
"""The server ends the session of a machine that is gone without a word within 3 s."""
TRY_TO_HOLD = "SELECT pg_try_advisory_lock({lock[0]}, {lock[1]})"
IS_ALIVE = "SELECT 1"
