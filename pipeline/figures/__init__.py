"""Figures drawn from the tables: one frame, four grammars, no statistics and no file touched."""
