"""Statements as prepared text for SQLite. Nothing else in this package is spelled as SQL, and nothing is imported here.

Two kinds: what no builder can say for every database, on the path of each check or recording; and what the process of
the revocation watch reads, which starts without a database layer. Another database needs its own text for each. Tests
hold every column named here against the table classes, and the rows found against what built statements find.
"""

# Measured on 1,000 subjects, 5 of them asked for: this shape 21 us, a join from VALUES 36 us, five statements 40 us.
# The marks of one provider and the grants through groups, of which most people have none, cost 8 us of 79 together.
# `|| ''` keeps the provider out of the key lookup: reading a pair's few grants beats looking two providers up.
FACTS = """
SELECT s.subject_id, s.state, s.frozen OR s.disputed_from IS NOT NULL, s.age, s.audience, s.owner_epoch,
       e.enrollment_id, e.version, e.assurance, e.audience_ceiling, e.modalities, e.expires_us,
       b.owner IS NOT NULL, MAX(COALESCE(p.epoch, 0), COALESCE(q.epoch, 0)), COALESCE(p.revoked_us, q.revoked_us),
       g.grant_id, g.modalities, g.uses, g.expires_us, g.provider, g.max_renders, g.per_day,
       r.denied_classes, r.banned_words, r.preferences, r.wishes,
       s.asks_each_time, g.asks_each_time,
       d.frozen, d.global_epoch,
       (SELECT json_group_array(json_array(hex(m.group_id), hex(h.grant_id), h.modalities, h.uses, h.expires_us,
                                           h.provider, h.max_renders, h.per_day))
        FROM group_members m JOIN group_grants h ON h.owner = m.owner AND h.group_id = m.group_id
        WHERE m.owner = s.subject_id AND m.member = :asking AND (h.provider || '') IN (:every, :provider)),
       a.subject_id, w.expires_us, e.bound_to
FROM deployment d CROSS JOIN subjects s
LEFT JOIN enrollments e ON e.subject_id = s.subject_id
LEFT JOIN blocks b ON b.owner = s.subject_id AND b.actor = :asking
                  AND (b.expires_us IS NULL OR b.expires_us > :now_us)
LEFT JOIN pair_marks p ON p.owner = s.subject_id AND p.actor = :asking AND p.provider = :every
LEFT JOIN pair_marks q ON q.owner = s.subject_id AND q.actor = :asking AND q.provider = :provider
LEFT JOIN guardianships w ON w.owner = s.subject_id AND w.expires_us > :guarded_us
LEFT JOIN subjects a ON a.subject_id = w.guardian AND a.state = 'active' AND a.age = 'adult'
LEFT JOIN restrictions r ON r.owner = s.subject_id
LEFT JOIN grants g ON g.owner = s.subject_id AND g.grantee = :asking AND (g.provider || '') IN (:every, :provider)
WHERE s.subject_id IN :owners
"""
"""Facts about owners as one requester sees them at one provider: a row an owner, or one for each of several grants.

It does the same lookups whatever they find: nothing in its work tells a blocked person from an unknown one.
asking: the requester's id, or NOBODY. every: ANY_PROVIDER. guarded_us: guardianships that end later count.
"""

NAMES_BY_SOUND = """
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
