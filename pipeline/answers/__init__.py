"""From an export to answers: reading it as text, spellings, communes, rows that do not count."""
