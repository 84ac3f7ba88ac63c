"""Which nets made sealed templates, read without a library of numbers: what answers first at a start needs no more."""

import json


def nets_of(sealed: bytes) -> frozenset[str]:
    """Ids of the nets in what `liveness.measure.templates.to_bytes` wrote; empty for anything else."""
    try:
        form = json.loads(sealed)
        made = [form["face"], *([form["voice"]] if form["voice"] else [])]
        return frozenset(str(template["model_id"]) for template in made)
    except (ValueError, KeyError, TypeError):
        return frozenset()
