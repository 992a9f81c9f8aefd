"""The stand-in of the 2017 survey: invented answers that agree with every published result."""
