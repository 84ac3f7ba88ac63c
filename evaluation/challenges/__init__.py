"""The challenges that rendered subjects can be asked alone, and attackers who know them and answer in time."""
