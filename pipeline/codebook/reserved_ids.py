"""Ids and words that the tables use beside those of the codebook, which may therefore not use them itself."""

from __future__ import annotations

# Columns that the tables of answers have besides questions and derived variables.
RESERVED_COLUMNS = ("row", "respondent", "base_weight", "weight")

# The base, breakdown and group of all respondents together.
EVERYONE = "all"
# All services of a battery together, where a service is named.
ALL_SERVICES = "all_services"
# The breakdown of contrasts that compare each service with all services.
BY_SERVICE = "service"
# Groups or answers that a claim takes together, as the lower side of a comparison.
LEVELS_BELOW = "below"

# Status of a number on too few respondents: not published, or published with a warning.
WITHHELD, FRAGILE = "withheld", "fragile"
# Precision of a share that is to be read with its interval only.
IMPRECISE = "imprecise"
