"""Pure functions on arrays: calibration, variance, shares, tests. Imports nothing of this project."""
