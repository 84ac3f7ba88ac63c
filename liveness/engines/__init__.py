"""The engines of the open pack: the only place that touches a model runtime or a codec of pictures."""
