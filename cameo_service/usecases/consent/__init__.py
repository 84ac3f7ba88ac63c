"""What an owner allows, narrows and asks to see."""
