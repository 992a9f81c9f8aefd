"""Which tables of the discriminant analysis readers get, with which columns; which words stand for ids."""

from __future__ import annotations

from pipeline.publishing.reader_table import Kind

# Tables in their order; those shown in the report are short.
SHORT = (
    "functions",
    "group-tests",
    "permutations",
    "place-tests",
    "distances",
    "confusions",
    "quality",
    "selection",
    "adjusted",
)
LONG = ("coefficients", "centroids", "regions", "strengths", "categories", "axes", "detectable")

COLUMNS: dict[str, dict[str, Kind]] = {
    "functions": {
        "function": "whole", "root": "decimal", "share": "percent", "canonical_correlation": "decimal",
        "statistic": "decimal", "df1": "whole", "p": "p", "p_effective": "p",
    },
    "group-tests": {
        "test": "text", "measured": "decimal", "statistic": "decimal", "df1": "decimal", "df2": "decimal",
        "p": "p", "p_effective": "p", "n": "whole", "n_effective": "whole",
    },
    "permutations": {
        "test": "text", "model": "text", "dealt": "text", "measured": "decimal", "draws_mean": "decimal",
        "draws_high": "decimal", "draws": "whole", "p": "p",
    },
    "distances": {
        "group": "text", "other": "text", "distance": "decimal", "distance_squared_corrected": "decimal",
        "statistic": "decimal", "p": "p", "p_adjusted": "p",
    },
    # and a column a group guessed
    "confusions": {"scheme": "text", "model": "text", "priors": "text", "counted": "text", "group": "text"},
    "quality": {
        "scheme": "text", "model": "text", "priors": "text", "counted": "text", "measure": "text",
        "group": "text", "measured": "decimal",
    },
    "selection": {
        "length": "whole", "item": "text", "statistic": "decimal", "balanced_accuracy": "percent",
        "standard_error": "percent", "chosen": "text", "entered": "percent",
    },
    "place-tests": {
        "service": "text", "item": "text", "measured": "decimal", "draws_mean": "decimal", "draws": "whole",
        "p": "p", "p_adjusted": "p",
    },
    "coefficients": {
        "function": "whole", "axis": "whole", "coefficient": "decimal", "standardised": "decimal",
        "structure": "decimal",
    },
    "regions": {
        "kind": "text", "group": "text", "x": "decimal", "y": "decimal", "half_width": "decimal",
        "half_height": "decimal", "angle_degrees": "decimal",
    },
    "centroids": {
        "group": "text", "function": "whole", "mean": "decimal", "standard_error": "decimal",
        "ci_low": "decimal", "ci_high": "decimal", "n": "whole", "n_effective": "whole",
    },
    "strengths": {
        "service": "text", "item": "text", "function": "whole", "correlation": "decimal",
        "variance_explained": "percent",
    },
    "categories": {
        "service": "text", "question": "text", "answer": "text", "role": "text", "function": "whole",
        "share": "percent", "n": "whole", "score": "decimal", "mean": "decimal", "correlation": "decimal",
    },
    "axes": {
        "axis": "whole", "eigenvalue": "decimal", "share": "percent", "kept": "text", "statistic": "decimal",
        "p": "p",
    },
    "adjusted": {
        "question": "text", "service": "text", "answer": "text", "method": "text", "statistic": "decimal",
        "df1": "whole", "df2": "whole", "p": "p", "p_adjusted": "p", "p_alone_adjusted": "p",
        "p_parallel": "p", "reading": "text", "n": "whole", "status": "status",
    },
    "detectable": {
        "question": "text", "service": "text", "base": "text", "breakdown": "text", "group": "text",
        "n": "whole", "n_effective": "whole", "detectable_half": "percent", "detectable_tenth": "percent",
        "status": "status",
    },
}  # fmt: skip
WORDS = (
    "test",
    "model",
    "dealt",
    "scheme",
    "priors",
    "counted",
    "measure",
    "role",
    "method",
    "reading",
    "kept",
    "chosen",
)
