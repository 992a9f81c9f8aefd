"""The tidy tables: estimates, tests, contrasts, medians, pairs."""
