"""Published results as data: their shape, their reading, and whether estimates satisfy them."""
