"""The demo hromada: files drawn for this program, and the program that drew them."""
