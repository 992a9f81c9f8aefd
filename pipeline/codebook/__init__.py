"""The survey as data: its shape, its checks, its derived variables and measures."""
