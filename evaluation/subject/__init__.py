"""The rendered subject: a computed head and a synthetic voice, modelled on no person."""
