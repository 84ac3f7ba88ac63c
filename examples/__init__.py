"""Programs that show how a generation service uses `cameo_client`."""
