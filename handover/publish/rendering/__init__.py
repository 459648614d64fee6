"""Rendering in processes of their own, bounded in time and memory, which end with the program that starts them."""
