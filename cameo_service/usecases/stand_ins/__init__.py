"""People who act for an owner: delegates and guardians."""
