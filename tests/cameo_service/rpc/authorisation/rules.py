"""Who may call what: the rules, written down once more by hand, and what each call must come to by them.

Nothing here is taken from the service. A change of `cameo_service/rpc/front/caller_table.py` that is not made here,
too, turns the matrix red; so does a method of the contract without a line. `docs/authorisation.md` shows these lines.
"""

from dataclasses import dataclass
from enum import Enum

RULES = """
# method                                     caller      assertion         names
EnrollmentService.StartEnrollment            app         decision          -
EnrollmentService.StartEnrollment            studio      decision          -
EnrollmentService.ListChallengeLanguages     app         none-or-any       -
EnrollmentService.ListChallengeLanguages     studio      own               -
EnrollmentService.CreateInvitation           app         none-or-any       invited
EnrollmentService.CreateInvitation           operator    none              -
EnrollmentService.StartOwnerVerification     app         decision          -
EnrollmentService.StartOwnerVerification     studio      decision          -
EnrollmentService.RecordEnrollment           app         decision          -
EnrollmentService.RecordEnrollment           studio      decision          -
EnrollmentService.MintCaptureToken           app         decision          -
EnrollmentService.MintCaptureToken           studio      decision          -
EnrollmentService.GetEnrollment              app         none-or-any       -
EnrollmentService.GetEnrollment              studio      own               -
EnrollmentService.UndoNetMove                app         decision          -
EnrollmentService.UndoNetMove                studio      decision          -
ConsentService.ClaimHandle                   app         decision          -
ConsentService.ClaimHandle                   studio      decision          -
ConsentService.AssertAge                     app         none-or-decision  subject
ConsentService.SetAudience                   app         none-or-decision  owner
ConsentService.SetAudience                   studio      own-or-decision   owner
ConsentService.GrantAccess                   app         decision          owner
ConsentService.GrantAccess                   studio      decision          owner
ConsentService.RevokeAccess                  app         none-or-any       owner
ConsentService.RevokeAccess                  studio      own               owner
ConsentService.BlockActor                    app         none-or-any       owner
ConsentService.BlockActor                    studio      own               owner
ConsentService.UnblockActor                  app         decision          -
ConsentService.UnblockActor                  studio      decision          -
ConsentService.FreezeLikeness                app         none-or-any       owner
ConsentService.FreezeLikeness                studio      own               owner
ConsentService.UnfreezeLikeness              app         decision          owner
ConsentService.UnfreezeLikeness              studio      decision          owner
ConsentService.GetConsent                    app         none-or-any       owner
ConsentService.GetConsent                    studio      own               owner
ConsentService.ListActivity                  app         none-or-any       owner
ConsentService.ListActivity                  studio      own               owner
AppearanceService.ListAppearances            app         none-or-any       owner
AppearanceService.ListAppearances            studio      own               owner
AppearanceService.HideAppearance             app         none-or-any       owner
AppearanceService.HideAppearance             studio      own               owner
AppearanceService.DeleteAppearance           app         none-or-any       owner
AppearanceService.DeleteAppearance           studio      own               owner
AppearanceService.ListTakedowns              app         none-or-any       owner
AppearanceService.ListTakedowns              studio      own               owner
AppearanceService.AcknowledgeTakedown        app         none-or-any       -
RestrictionService.SetRestrictions           app         none-or-decision  owner
RestrictionService.SetRestrictions           studio      own-or-decision   owner
RestrictionService.GetRestrictions           app         none-or-any       owner
RestrictionService.GetRestrictions           studio      own               owner
RestrictionService.SetNames                  app         none-or-decision  owner
RestrictionService.SetNames                  studio      own-or-decision   owner
RestrictionService.GetNames                  app         none-or-any       owner
RestrictionService.GetNames                  studio      own               owner
AccessService.RequestAccess                  app         any               -
AccessService.RequestAccess                  studio      own               -
AccessService.ListAccessRequests             app         none-or-any       owner
AccessService.ListAccessRequests             studio      own               owner
AccessService.ApproveAccess                  app         decision          -
AccessService.ApproveAccess                  studio      decision          -
AccessService.DenyAccess                     app         none-or-any       owner
AccessService.DenyAccess                     studio      own               owner
AccessService.ListUsableLikenesses           app         any               -
AccessService.ListUsableLikenesses           studio      own               -
AccessService.PreviewAccess                  app         none-or-any       owner
AccessService.PreviewAccess                  studio      own               owner
HeldRenderService.SetAsking                  app         none-or-decision  owner
HeldRenderService.SetAsking                  studio      own-or-decision   owner
HeldRenderService.ListHeldRenders            app         none-or-any       owner
HeldRenderService.ListHeldRenders            studio      own               owner
HeldRenderService.ApproveHeldRender          app         decision          -
HeldRenderService.ApproveHeldRender          studio      decision          -
HeldRenderService.DenyHeldRender             app         none-or-any       owner
HeldRenderService.DenyHeldRender             studio      own               owner
GroupService.PutInGroup                      app         decision          -
GroupService.PutInGroup                      studio      decision          -
GroupService.RemoveFromGroup                 app         none-or-any       owner
GroupService.RemoveFromGroup                 studio      own               owner
GroupService.GrantGroup                      app         decision          -
GroupService.GrantGroup                      studio      decision          -
GroupService.RevokeGroup                     app         none-or-any       owner
GroupService.RevokeGroup                     studio      own               owner
GroupService.ListGroups                      app         none-or-any       owner
GroupService.ListGroups                      studio      own               owner
RenderService.ResolveMentions                app         none-or-any       -
RenderService.ResolveMentions                generation  none-or-any       -
RenderService.Preflight                      app         none-or-any       -
RenderService.Preflight                      generation  none-or-any       -
RenderService.CheckPrompt                    generation  none-or-any       -
RenderService.FetchIdentityBundle            generation  none-or-any       -
RenderService.RenewGrant                     generation  none-or-any       -
RenderService.CommitRender                   generation  none-or-any       -
RenderService.GetVerificationKeys            app         none-or-any       -
RenderService.GetVerificationKeys            generation  none-or-any       -
RenderService.GetVerificationKeys            operator    none              -
RenderService.GetVerificationKeys            studio      own               -
HistoryService.GetReceipt                    app         none-or-any       owner
HistoryService.GetReceipt                    studio      own               owner
HistoryService.GetCheckpoint                 app         none-or-any       -
HistoryService.GetCheckpoint                 operator    none              -
HistoryService.GetCheckpoint                 studio      own               -
HistoryService.ExportSubject                 app         none-or-any       owner
HistoryService.ExportSubject                 studio      own               owner
HistoryService.GetProvenance                 generation  none-or-any       -
RevocationService.WatchRevocations           generation  none              -
RevocationService.SnapshotRevocations        generation  none              -
EventService.ListEvents                      app         none-or-any       -
ReviewService.ListReviews                    operator    none              -
ReviewService.AnswerReview                   operator    none              -
ErasureService.EraseSubject                  app         decision          subject
ErasureService.EraseSubject                  operator    none              -
ErasureService.EraseSubject                  studio      decision          subject
ErasureService.GetErasure                    app         none-or-any       -
ErasureService.GetErasure                    operator    none              -
ErasureService.GetErasure                    studio      own               -
RemovalService.FileRemoval                   app         none-or-any       -
RemovalService.ListRemovals                  operator    none              -
RemovalService.OrderRemoval                  operator    none              -
RemovalService.RefuseRemoval                 operator    none              -
DelegationService.NameDelegate               app         decision          -
DelegationService.EndDelegation              app         none-or-any       owner
DelegationService.EndDelegation              studio      own               owner
DelegationService.ListDelegations            app         none-or-any       owner
DelegationService.ListDelegations            studio      own               owner
GuardianService.BecomeGuardian               app         decision          -
GuardianService.EndGuardianship              app         none-or-any       minor
GuardianService.EndGuardianship              studio      own               minor
GuardianService.ListGuardianships            app         none-or-any       owner
GuardianService.ListGuardianships            studio      own               owner
OperatorService.FreezeEverything             operator    none              -
OperatorService.UnfreezeEverything           operator    none              -
OperatorService.SuspendSubject               operator    none              -
OperatorService.LiftSuspension               operator    none              -
OperatorService.ListNames                    operator    none              -
OperatorService.VouchForNames                operator    none              -
OperatorService.WithdrawVouch                operator    none              -
OperatorService.SettleAge                    operator    none              -
"""

PACKAGE = "/cameo.v1."
OPEN = "open"
"""The use case answers. What it then says is not the door's business."""


class Needs(Enum):
    """Which assertion a call comes with. The sentences are those of the page."""

    DECISION = "decision"
    """The person's decision for this very call, and nothing less."""
    NONE_OR_DECISION = "none-or-decision"
    """None, to take away; a decision for this very call, to give."""
    ANY = "any"
    """One that says who asks; a decision says that, too."""
    NONE_OR_ANY = "none-or-any"
    """None is needed; one that comes has to hold."""
    OWN = "own"
    """One that says who is at the page, whatever is asked; a decision says that, too."""
    OWN_OR_DECISION = "own-or-decision"
    """One that says who is at the page, to take away; a decision for this very call, to give."""
    NONE = "none"
    """One that comes is refused: nothing here is done for a person."""


DECIDED = {Needs.DECISION, Needs.NONE_OR_DECISION, Needs.OWN_OR_DECISION}


class Sent(Enum):
    """What comes with a call, and whose. Every call names the first person where it can name one."""

    NOTHING = "no assertion"
    ASK = "an assertion that says who asks"
    DECISION = "the person's decision for this call"
    OF_ANOTHER_PERSON = "a decision for this call, of another person of the app"
    FOR_ANOTHER_ACT = "a decision for another act"
    FOR_ANOTHER_BODY = "a decision for this act with another body"
    OF_ANOTHER_CALLER = "a decision for this call of another service"
    EXPIRED = "a decision that is over"
    OF_ANOTHER_APP = "a decision for this call, of a person of another app"
    NAMING_ANOTHER_APP = "no assertion, and a person of another app is named"
    DECIDING_FOR_ANOTHER_APP = "the own person's decision, and a person of another app is named"


NAMES_ANOTHER_APP = {Sent.NAMING_ANOTHER_APP, Sent.DECIDING_FOR_ANOTHER_APP}
NOT_FOR_THIS_CALL = {Sent.FOR_ANOTHER_ACT, Sent.FOR_ANOTHER_BODY, Sent.OF_ANOTHER_CALLER}


@dataclass(frozen=True)
class Rule:
    """One line. names: the field that names whose likeness or record it is, which must be a person of the app."""

    needs: Needs
    names: str | None


def _read(lines: str) -> dict[tuple[str, str], Rule]:
    rows = [line.split() for line in lines.splitlines() if line and not line.startswith("#")]
    read = {(PACKAGE + row[0].replace(".", "/"), row[1]): row for row in rows}
    assert len(read) == len(rows), "a line stands twice"
    return {key: Rule(Needs(row[2]), None if row[3] == "-" else row[3]) for key, row in read.items()}


LINES = _read(RULES)
METHODS = tuple(dict.fromkeys(method for method, _ in LINES))
WATCHES = PACKAGE + "RevocationService/"
"""Stand on a port that takes no assertion at all."""


def outcome(method: str, role: str, sent: Sent) -> str:
    """The code that the call must end with, or OPEN. role: app, studio, generation or operator."""
    rule = LINES.get((method, role))
    if rule is None:
        return "ROLE_NOT_ALLOWED"
    without = sent in {Sent.NOTHING, Sent.NAMING_ANOTHER_APP}
    decides = any(LINES[line].needs in DECIDED for line in LINES if line[0] == method)
    # An invited person has no record yet, and the account says itself whose it is.
    invites = rule.names == "invited"
    lines = (
        (without and rule.needs in {Needs.DECISION, Needs.OWN, Needs.OWN_OR_DECISION}, "NOT_THE_OWNER"),
        (without and rule.needs is Needs.ANY, "ASSERTION_INVALID"),
        (not without and method.startswith(WATCHES), "ASSERTION_INVALID"),
        (sent is Sent.EXPIRED, "TOKEN_EXPIRED"),
        (sent is Sent.ASK and decides and rule.needs is not Needs.OWN_OR_DECISION, "TOKEN_AUDIENCE"),
        (not without and rule.needs is Needs.NONE, "TOKEN_ISSUER"),
        (sent is Sent.OF_ANOTHER_APP, "TOKEN_ISSUER"),
        (decides and sent in NOT_FOR_THIS_CALL, "ASSERTION_NOT_FOR_THIS_ACT"),
        # A person of another app reads like one who does not exist.
        (sent in NAMES_ANOTHER_APP and rule.names, "NOT_THE_OWNER" if invites else "UNKNOWN_SUBJECT"),
        (sent is Sent.OF_ANOTHER_PERSON and rule.names and not invites, "NOT_THE_OWNER"),
    )
    return next((code for is_so, code in lines if is_so), OPEN)
