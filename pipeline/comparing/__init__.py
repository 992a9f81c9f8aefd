"""Two waves of one survey: what was asked, who answered, what changed."""
