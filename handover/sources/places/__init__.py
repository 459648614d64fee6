"""Where files lie: here, in archives, and on other machines."""
