"""What the app, the people shown and the makers are told, over real gRPC."""

from cameo_client.pb.cameo.v1 import access_service_pb2 as access
from cameo_client.pb.cameo.v1 import appearance_service_pb2 as appearance
from cameo_client.pb.cameo.v1 import consent_service_pb2 as consent
from cameo_client.pb.cameo.v1 import event_service_pb2 as pb
from cameo_client.pb.cameo.v1 import render_service_pb2 as render
from cameo_client.pb.cameo.v1 import terms_pb2
from cameo_service.storage.batch_logs import RefusalLog
from cameo_service.usecases.outputs.takedowns import RetellTakedowns
from cameo_service.usecases.records.events import (
    ALERT_COUNT,
    EXPIRY_LEAD_US,
    REFUSAL_BATCH_US,
    SweepEvents,
    TellRefusals,
)
from consent.takedown import TAKEDOWN_DUE_US
from tests.cameo_service.rpc.running_service import RunningService
from tests.cameo_service.rpc.test_commit_story import DRAFT, OUTPUT, PUBLISH, commit, leased, revoke
from tests.cameo_service.rpc.test_render_story import NOT_PERMITTED, ask, handle

DAY_US = 24 * 3_600_000_000


def news(service: RunningService, cursor: str = "") -> list[pb.Event]:
    return list(service.events().list_events(pb.ListEventsRequest(cursor=cursor, page_size=500)).events)


def caught_up(service: RunningService) -> str:
    return service.events().list_events(pb.ListEventsRequest(page_size=500)).cursor


def feed(service: RunningService, person: str) -> list[consent.Activity]:
    return list(service.app(person).list_activity(consent.ListActivityRequest()).activities)


def pass_time(service: RunningService, passed_us: int) -> None:
    world = service.world
    world.clock.now_us += passed_us
    for sweep in (SweepEvents, RetellTakedowns, TellRefusals):
        sweep(world.store, world.clock)()


def test_an_owner_is_told_which_output_of_them_was_drafted_and_published(service: RunningService) -> None:
    grant = leased(service)
    cursor = caught_up(service)
    service.studio().commit_render(commit(grant, DRAFT))
    service.studio().commit_render(commit(grant, PUBLISH))
    told = news(service, cursor)
    assert [event.kind for event in told] == ["drafted", "published"]
    people = service.world.people
    for event in told:
        assert (event.owner_id, event.actor_id) == (str(people["ada"]), str(people["bob"]))
        assert (event.output_sha256, event.provider) == (OUTPUT, "studio")
    assert [line.output_sha256 for line in feed(service, "ada")[:2]] == [OUTPUT, OUTPUT]


def test_somebody_elses_draft_is_listed_to_the_person_it_shows(service: RunningService) -> None:
    service.studio().commit_render(commit(leased(service), DRAFT))
    (draft,) = service.appearances("ada").list_appearances(appearance.ListAppearancesRequest()).appearances
    assert (draft.output_sha256, draft.requester_id) == (OUTPUT, str(service.world.people["bob"]))
    assert draft.HasField("draft_time")
    assert not draft.HasField("publish_time")


def test_a_maker_is_told_which_work_must_go_by_which_order_and_neither_who_nor_why(service: RunningService) -> None:
    service.studio().commit_render(commit(leased(service), DRAFT))
    revoke(service, consent.STOP_EFFECT_DELETE_ALL)
    (order,) = service.appearances().list_takedowns(appearance.ListTakedownsRequest()).takedowns
    told = feed(service, "bob")[0]
    assert (told.kind, told.output_sha256, told.takedown_id) == ("work_taken_down", OUTPUT, order.takedown_id)
    assert (told.actor_id, told.reason) == ("", "deleted")
    ada = str(service.world.people["ada"])
    assert ada not in str(told)
    of_the_maker = [event for event in news(service) if event.owner_id == str(service.world.people["bob"])]
    assert ada not in str([event for event in of_the_maker if event.kind == "work_taken_down"])
    assert ask(service, "bob").decision == NOT_PERMITTED


def test_an_order_is_told_until_it_is_acknowledged(service: RunningService) -> None:
    service.studio().commit_render(commit(leased(service), DRAFT))
    revoke(service, consent.STOP_EFFECT_HIDE_DRAFTS)
    cursor = caught_up(service)
    for passed_us in (60_000_000, TAKEDOWN_DUE_US):
        pass_time(service, passed_us)
    due, overdue = [event for event in news(service, cursor) if event.kind.startswith("takedown_")]
    assert (due.kind, overdue.kind) == ("takedown_due", "takedown_overdue")
    assert due.takedown_id == overdue.takedown_id
    assert due.event_id != overdue.event_id
    assert (due.output_sha256, due.removal) == (OUTPUT, appearance.REMOVAL_HIDDEN)
    assert due.due_time.ToMicroseconds() - due.event_time.ToMicroseconds() == TAKEDOWN_DUE_US - 60_000_000
    done = appearance.AcknowledgeTakedownRequest(takedown_id=due.takedown_id, request_id="done")
    service.appearances().acknowledge_takedown(done)
    cursor = caught_up(service)
    pass_time(service, 5 * DAY_US)
    assert [event for event in news(service, cursor) if event.takedown_id] == []
    assert feed(service, "ada")[0].takedown_id == due.takedown_id


def test_a_wish_for_access_is_an_event(service: RunningService) -> None:
    cursor = caught_up(service)
    service.access("eve").request_access(
        access.RequestAccessRequest(
            owner=handle("ada"),
            modalities=[terms_pb2.MODALITY_FACE],
            uses=[terms_pb2.USE_PRIVATE],
            request_id="please",
        )
    )
    (event,) = news(service, cursor)
    people = service.world.people
    assert (event.kind, event.owner_id, event.actor_id) == (
        "access_requested",
        str(people["ada"]),
        str(people["eve"]),
    )


def test_a_grant_that_will_end_is_an_event_that_names_it(service: RunningService) -> None:
    ends_us = service.world.clock.now_us + 2 * EXPIRY_LEAD_US
    given = service.world.grant("ada", "eve", expires_us=ends_us)
    cursor = caught_up(service)
    pass_time(service, EXPIRY_LEAD_US)
    (event,) = [event for event in news(service, cursor) if event.kind == "grant_expiring"]
    assert (event.grant_id, event.due_time.ToMicroseconds()) == (str(given.grant_id), ends_us)


def test_the_app_hears_of_refused_attempts_and_the_one_who_tried_of_nothing(service: RunningService) -> None:
    pass_time(service, REFUSAL_BATCH_US)
    cursor = caught_up(service)
    replies = {str(ask(service, "eve").verdicts[0].decision) for _ in range(ALERT_COUNT)}
    assert replies == {str(render.MENTION_DECISION_DENIED)}
    log = RefusalLog(service.world.store)
    for refusal in service.world.refusals.noted:
        log.note(refusal)
    log.close()
    pass_time(service, REFUSAL_BATCH_US)
    (event,) = news(service, cursor)
    people = service.world.people
    assert (event.kind, event.count) == ("refused_attempts_alert", ALERT_COUNT)
    assert (event.owner_id, event.actor_id) == (str(people["ada"]), str(people["eve"]))
    assert (feed(service, "ada")[0].kind, feed(service, "ada")[0].count) == ("refused", ALERT_COUNT)
    assert feed(service, "eve")[0].kind != "refused"
