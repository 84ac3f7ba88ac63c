"""`cameo demo`: the story, its stage, and the rendered take that is streamed while it is drawn."""
