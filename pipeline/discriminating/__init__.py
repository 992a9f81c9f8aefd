"""The discriminant analysis of a survey: from coded answers to tables and sentences. Touches no file."""
