"""Any order of acts: rules that do something to the service and to a model of it, one file a kind of act."""
