"""Programs that developers run; nothing of the product imports them."""
