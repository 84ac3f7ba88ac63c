"""Rows of a score file, made by hand."""

from evaluation.run import Row

PASSED = ["passed"]
ATTACK = ["failed", "CUT", "attack"]
WRONG_WORDS = ["failed", "WRONG_WORDS", "challenge"]
POOR = ["failed", "TOO_DARK", "quality"]
SILENT = ["inconclusive", "TOO_LITTLE_SPEECH", "quality"]
STILL = ["inconclusive", "HEAD_STILL", "challenge"]
NOT_ASKED = ["inconclusive", "NOT_ASKED", "challenge"]
REQUIRED = ["quality", "continuity", "head_turn", "mouth_and_speech", "spoken_challenge", "presentation_attack"]
ALL_PASSED = {check: PASSED for check in REQUIRED if check != "head_turn"}


def clip(label: str, species: str = "", **changed: object) -> Row:
    """A presentation of Ann's recording that passed everything."""
    good = {
        "trial": f"{label} {species}",
        "set": "clip",
        "population": "a",
        "label": label,
        "species": species,
        "kind": "presentation" if label == "attack" else "",
        "row": 1,
        "subject": "ann",
        "source": "ann.webm",
        "status": "judged",
        "required": REQUIRED,
        "asked": ["spoken_challenge"],
        "checks": {**ALL_PASSED, "head_turn": NOT_ASKED},
        "ms": 900.0,
    }
    return {**good, **changed}


def answered(**changed: list[str]) -> dict[str, list[str]]:
    """Every check passed but those given."""
    return {**ALL_PASSED, "head_turn": NOT_ASKED, **changed}


CONTROL = clip("control", "webm")
