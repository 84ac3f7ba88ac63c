"""One test a rule, in the order of the rules, each against facts under which everything else says yes."""

from dataclasses import replace

import pytest

from consent.content_classes import CHOOSABLE, HARD_DENIED, ContentClass
from consent.decision import decide, effective_audience
from consent.facts import DeclaredMedia
from consent.restrictions import Restrictions
from consent.terms import AgeClass, Assurance, Audience, Modality, SubjectState, Use
from consent.verdict import Allowed, Denied, Reason, public_code
from tests.consent.people import (
    ADA,
    ANONYMOUS,
    BOTH,
    ENROLLMENT,
    EVE,
    FACE,
    FACTS,
    GRANT,
    NOW_US,
    REQUEST,
    REQUESTER,
    enrollment,
    facts,
    grant,
    request,
)

BANS_ZEBRAS = Restrictions(banned_words=frozenset({"zebra"}))
OWNER = replace(REQUESTER, subject=ADA)


def test_a_live_grant_that_covers_the_request_allows_it() -> None:
    assert decide(REQUEST, FACTS, NOW_US) == Allowed(GRANT.grant_id, ENROLLMENT.expires_us)


def test_a_verdict_is_as_true_as_it_is_permitted() -> None:
    assert Allowed(None, None)
    assert not Denied(Reason.BLOCKED)


def test_every_reason_is_the_same_code_to_the_requester() -> None:
    assert {public_code(reason) for reason in Reason} == {"NOT_PERMITTED"}


def test_nobody_is_denied_like_anybody() -> None:
    assert decide(REQUEST, None, NOW_US) == Denied(Reason.UNKNOWN_SUBJECT)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": SubjectState.ERASED}, Reason.SUBJECT_ERASED),
        ({"state": SubjectState.SUSPENDED}, Reason.SUBJECT_SUSPENDED),
        ({"everything_frozen": True}, Reason.EVERYTHING_FROZEN),
        ({"frozen": True}, Reason.FROZEN),
        ({"enrollment": None}, Reason.NOT_ENROLLED),
        ({"enrollment": enrollment(expires_us=NOW_US)}, Reason.ENROLLMENT_EXPIRED),
        ({"enrollment": enrollment(assurance=Assurance.NONE)}, Reason.NOT_VERIFIED),
        ({"enrollment": enrollment(modalities=frozenset({Modality.VOICE}))}, Reason.MODALITY_NOT_ENROLLED),
        ({"age": AgeClass.UNKNOWN}, Reason.SUBJECT_NOT_ADULT),
        ({"age": AgeClass.MINOR}, Reason.SUBJECT_NOT_ADULT),
        ({"blocked": True}, Reason.BLOCKED),
        ({"restrictions": BANS_ZEBRAS, "matched_words": frozenset({"zebra"})}, Reason.BANNED_WORD),
        ({"audience": Audience.NOBODY}, Reason.AUDIENCE_NOBODY),
        ({"audience": Audience.ONLY_ME}, Reason.AUDIENCE_ONLY_ME),
        ({"enrollment": enrollment(audience_ceiling=Audience.ONLY_ME)}, Reason.AUDIENCE_ONLY_ME),
        ({"grants": ()}, Reason.NO_GRANT),
        ({"grants": (), "revoked": True}, Reason.REVOKED),
        ({"grants": (grant(expires_us=NOW_US),)}, Reason.GRANT_EXPIRED),
        ({"grants": (grant(provider="other"),)}, Reason.GRANT_DOES_NOT_COVER),
        ({"grants": (grant(modalities=frozenset({Modality.VOICE})),)}, Reason.GRANT_DOES_NOT_COVER),
        ({"grants": (grant(uses=frozenset({Use.PUBLISH})),)}, Reason.GRANT_DOES_NOT_COVER),
        ({"grants": (grant(grantee=EVE),)}, Reason.GRANT_DOES_NOT_COVER),
        ({"grants": (grant(owner=EVE),)}, Reason.GRANT_DOES_NOT_COVER),
    ],
)
def test_each_fact_about_the_subject_that_says_no(changes: dict[str, object], reason: Reason) -> None:
    assert decide(REQUEST, facts(**changes), NOW_US) == Denied(reason)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"requester": replace(REQUESTER, state=SubjectState.SUSPENDED)}, Reason.REQUESTER_SUSPENDED),
        ({"requester": replace(REQUESTER, state=SubjectState.ERASED)}, Reason.REQUESTER_SUSPENDED),
        ({"requester": replace(REQUESTER, age=AgeClass.MINOR)}, Reason.REQUESTER_NOT_ADULT),
        ({"requester": replace(REQUESTER, age=AgeClass.UNKNOWN)}, Reason.REQUESTER_NOT_ADULT),
        ({"requester": ANONYMOUS}, Reason.GRANT_DOES_NOT_COVER),
        ({"modalities": frozenset()}, Reason.NOTHING_ASKED),
        ({"labels": None}, Reason.CLASSIFICATION_REQUIRED),
        ({"labels": frozenset({ContentClass.POLITICAL})}, Reason.CLASS_DENIED),
        ({"labels": frozenset({ContentClass.UNDRESSING})}, Reason.HARD_DENIED),
        ({"labels": frozenset({ContentClass.SEXUAL, ContentClass.MINORS_PRESENT})}, Reason.HARD_DENIED),
        ({"uploads": (DeclaredMedia(shows_person=None, screened=True),)}, Reason.MEDIA_UNDECLARED),
        ({"uploads": (DeclaredMedia(shows_person=None, screened=None),)}, Reason.MEDIA_UNDECLARED),
        ({"uploads": (DeclaredMedia(shows_person=True, screened=None),)}, Reason.MEDIA_UNSCREENED),
        ({"uploads": (DeclaredMedia(shows_person=True, screened=False),)}, Reason.MEDIA_UNSCREENED),
    ],
)
def test_each_fact_about_the_request_that_says_no(changes: dict[str, object], reason: Reason) -> None:
    assert decide(request(**changes), FACTS, NOW_US) == Denied(reason)


def test_an_earlier_step_answers_before_a_later_one() -> None:
    everything_wrong = facts(
        state=SubjectState.ERASED, frozen=True, age=AgeClass.MINOR, blocked=True, audience=Audience.NOBODY, grants=()
    )
    reasons = []
    repairs: list[dict[str, object]] = [
        {"state": SubjectState.ACTIVE},
        {"frozen": False},
        {"age": AgeClass.ADULT},
        {"blocked": False},
        {"audience": Audience.APPROVED},
    ]
    for repair in [{}, *repairs]:
        everything_wrong = replace(everything_wrong, **repair)  # type: ignore[arg-type]
        decision = decide(REQUEST, everything_wrong, NOW_US)
        assert isinstance(decision, Denied)
        reasons.append(decision.reason)
    assert reasons == [
        Reason.SUBJECT_ERASED,
        Reason.FROZEN,
        Reason.SUBJECT_NOT_ADULT,
        Reason.BLOCKED,
        Reason.AUDIENCE_NOBODY,
        Reason.NO_GRANT,
    ]


def test_the_owner_needs_no_grant_but_an_audience_of_at_least_only_me() -> None:
    asked = request(requester=OWNER)
    assert decide(asked, facts(audience=Audience.ONLY_ME, grants=()), NOW_US)
    assert decide(asked, facts(audience=Audience.NOBODY), NOW_US) == Denied(Reason.AUDIENCE_NOBODY)


def test_not_even_the_owner_makes_an_ad_of_themself_on_the_apps_word() -> None:
    asked = request(requester=OWNER, use=Use.AD)
    assert decide(asked, facts(audience=Audience.EVERYONE, grants=()), NOW_US) == Denied(Reason.USE_NEEDS_A_GRANT)


def test_only_me_suspends_a_grant_and_approved_brings_it_back() -> None:
    assert not decide(REQUEST, facts(audience=Audience.ONLY_ME), NOW_US)
    assert decide(REQUEST, facts(audience=Audience.APPROVED), NOW_US)


def test_mutuals_needs_somebody_to_vouch_for_it() -> None:
    def decided(*, mutual: bool | None) -> bool:
        return bool(decide(REQUEST, facts(audience=Audience.MUTUALS, mutual=mutual, grants=()), NOW_US))

    assert [decided(mutual=True), decided(mutual=False), decided(mutual=None)] == [True, False, False]


def test_a_mutual_is_nobody_when_nobody_asks() -> None:
    asked = request(requester=ANONYMOUS)
    vouched = facts(audience=Audience.MUTUALS, mutual=True, grants=())
    assert decide(asked, vouched, NOW_US) == Denied(Reason.NOT_MUTUAL)


def test_everyone_is_everyone_the_anonymous_too() -> None:
    opened = facts(audience=Audience.EVERYONE, grants=())
    assert decide(REQUEST, opened, NOW_US)
    assert decide(request(requester=ANONYMOUS), opened, NOW_US)


@pytest.mark.parametrize("use", [Use.REMIX, Use.AD])
@pytest.mark.parametrize("audience", [Audience.MUTUALS, Audience.EVERYONE])
def test_remix_and_ad_need_a_grant_that_names_them(use: Use, audience: Audience) -> None:
    asked = request(use=use)
    assert decide(asked, facts(audience=audience, mutual=True), NOW_US) == Denied(Reason.USE_NEEDS_A_GRANT)
    assert decide(asked, facts(audience=audience, grants=(grant(uses=frozenset({use})),)), NOW_US)


@pytest.mark.parametrize("audience", [Audience.MUTUALS, Audience.EVERYONE])
def test_who_was_revoked_stays_out_until_granted_again(audience: Audience) -> None:
    revoked = facts(audience=audience, mutual=True, revoked=True, grants=())
    assert decide(REQUEST, revoked, NOW_US) == Denied(Reason.REVOKED)
    assert decide(REQUEST, replace(revoked, revoked=False), NOW_US)
    assert decide(REQUEST, replace(revoked, revoked=False, grants=(GRANT,)), NOW_US)


def test_the_voice_needs_a_grant_of_its_own() -> None:
    face_only = facts(grants=(grant(modalities=FACE),))
    assert decide(REQUEST, face_only, NOW_US)
    assert decide(request(modalities=BOTH), face_only, NOW_US) == Denied(Reason.GRANT_DOES_NOT_COVER)


def test_a_decision_holds_until_the_first_of_grant_and_enrollment_ends() -> None:
    assert decide(REQUEST, facts(grants=(grant(expires_us=NOW_US + 5),)), NOW_US) == Allowed(GRANT.grant_id, NOW_US + 5)
    endless = facts(enrollment=enrollment(expires_us=None))
    assert decide(REQUEST, endless, NOW_US) == Allowed(GRANT.grant_id, None)


def test_of_several_covering_grants_the_longest_counts() -> None:
    short, long, endless = (grant(expires_us=NOW_US + 5), grant(expires_us=NOW_US + 9), grant(expires_us=None))
    ends = enrollment(expires_us=None)
    assert decide(REQUEST, facts(enrollment=ends, grants=(short, long)), NOW_US) == Allowed(GRANT.grant_id, NOW_US + 9)
    assert decide(REQUEST, facts(enrollment=ends, grants=(endless, long)), NOW_US) == Allowed(GRANT.grant_id, None)


def test_media_that_shows_nobody_needs_no_screening() -> None:
    shows_nobody = DeclaredMedia(shows_person=False, screened=None)
    screened = DeclaredMedia(shows_person=True, screened=True)
    assert request(uploads=()).media_refusal is None
    assert request(uploads=(shows_nobody, screened)).media_refusal is None
    assert decide(request(uploads=(shows_nobody, screened)), FACTS, NOW_US)


def test_the_enrollment_lowers_the_audience_and_never_raises_it() -> None:
    assert effective_audience(Audience.EVERYONE, enrollment(audience_ceiling=Audience.APPROVED)) is Audience.APPROVED
    assert effective_audience(Audience.ONLY_ME, ENROLLMENT) is Audience.ONLY_ME
    assert effective_audience(Audience.EVERYONE, None) is Audience.NOBODY


@pytest.mark.parametrize("hard", sorted(HARD_DENIED))
def test_no_consent_lifts_what_is_hard_denied(hard: ContentClass) -> None:
    willing = facts(restrictions=Restrictions(denied_classes=frozenset()))
    assert decide(request(labels=frozenset({hard})), willing, NOW_US) == Denied(Reason.HARD_DENIED)


@pytest.mark.parametrize("choosable", sorted(CHOOSABLE))
def test_a_class_is_denied_until_its_subject_allows_it(choosable: ContentClass) -> None:
    asked = request(labels=frozenset({choosable}))
    assert decide(asked, FACTS, NOW_US) == Denied(Reason.CLASS_DENIED)
    assert decide(asked, facts(restrictions=Restrictions(CHOOSABLE - {choosable})), NOW_US)


def test_only_who_denies_nothing_needs_no_classification() -> None:
    one_left = Restrictions(frozenset({ContentClass.POLITICAL}))
    assert not decide(request(labels=None), facts(restrictions=one_left), NOW_US)
    assert decide(request(labels=None), facts(restrictions=Restrictions(frozenset())), NOW_US)


def test_a_banned_word_that_nobody_said_refuses_nothing() -> None:
    assert decide(REQUEST, facts(restrictions=BANS_ZEBRAS, matched_words=frozenset()), NOW_US)
