"""What is wrong with an input, told to a person: one sentence each, all at once."""

from pipeline.faults.fault import Fault, Faults, Severity, blocking

__all__ = ["Fault", "Faults", "Severity", "blocking"]
