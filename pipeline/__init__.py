"""From the raw answers of an inhabitants' survey to figures, tables and a report."""
