"""The owner's feed in sentences. Kinds that a newer service may send are told by their name."""

from cameo_client.pb.cameo.v1 import consent_service_pb2 as pb

_SENTENCES = {
    "enrolled": "Your face and voice were verified",
    "enrollment_failed": "A recording of you could not be verified",
    "owner_verified": "You were recognised in a short recording",
    "owner_not_verified": "A short recording was not recognised as you",
    "handle_claimed": "You took a handle",
    "age_asserted": "Your age was stated",
    "audience_set": "You set who may render you at most",
    "restrictions_set": "You set what you do not want",
    "names_set": "You set the names you go by",
    "access_requested": "{who} asked to render you",
    "access_denied": "You said no to {who}",
    "granted": "You let {who} render you",
    "revoked": "You took back what you let {who} do",
    "blocked": "You blocked {who}",
    "unblocked": "You unblocked {who}",
    "frozen": "You were frozen: nobody may render you",
    "unfrozen": "You lifted the freeze",
    "suspended": "An operator suspended you",
    "suspension_lifted": "An operator lifted your suspension",
    "put_in_group": "You put {who} into a group",
    "removed_from_group": "You took {who} out of a group",
    "group_granted": "You let a group render you",
    "group_revoked": "You took back what you let a group do",
    "erased": "Everything about you was erased",
    "erasure_final": "The keys to what was erased were destroyed",
    "removal_ordered": "A reviewer ordered an output that shows you removed",
    "removal_refused": "A reviewer kept an output that somebody wanted removed",
    "delegated": "You let {who} act for you",
    "delegation_ended": "{who} acts for you no longer",
    "guardian_set": "{who} became your guardian",
    "guardianship_ended": "{who} is your guardian no longer",
    "invited": "You were invited to enroll",
    "asking_set": "You set when you are asked before a render",
    "render_held": "{who} wants to render you, and waits for a yes",
    "render_approved": "You said yes to a render by {who}",
    "render_declined": "You said no to a render by {who}",
    "render_reviewed": "A reviewer looked at a render of you by {who}",
    "render_lapsed": "A render by {who} waited in vain",
    "fetched": "{provider} began to render you for {who}",
    "drafted": "{who} made a draft that shows you, with {provider}",
    "published": "{who} published an output that shows you, with {provider}",
    "taken_down": "You had an output of {who} {reason}",
    "takedown_done": "The app says that an output you ordered down is {reason}",
    "work_taken_down": "Your output must be {reason}: a person in it withdrew",
    "refused": "{who} was refused by {provider}",
}
_SHOWN_ALREADY = ("taken_down", "takedown_done", "work_taken_down")
ID_CHARACTERS = 12


def sentence(line: pb.Activity, you: str) -> str:
    """What happened, for the person whose id `you` is: who, how often, why, and which output."""
    told = _SENTENCES.get(line.kind, line.kind.replace("_", " ").capitalize())
    words = told.format(who=_who(line.actor_id, you), provider=line.provider or "a service", reason=line.reason)
    if line.reason and line.kind not in _SHOWN_ALREADY:
        words += f": {line.reason.replace('_', ' ')}"
    if line.count > 1:
        words += f", {line.count} times"
    return f"{words} (output {line.output_sha256.hex()[:ID_CHARACTERS]})" if line.output_sha256 else words


def _who(actor_id: str, you: str) -> str:
    """The service tells ids of others and no names; their end is what differs."""
    if not actor_id:
        return "somebody unknown"
    return "you" if actor_id == you else f"...{actor_id[-ID_CHARACTERS:]}"
