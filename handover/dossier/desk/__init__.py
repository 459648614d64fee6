"""The desk of somebody who moves: what one person hands over, or a newcomer takes up, at all that they touch."""
