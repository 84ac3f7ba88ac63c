"""What is particular to one database: connections, durability, and how its schema is brought up to date."""
