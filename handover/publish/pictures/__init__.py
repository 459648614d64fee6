"""The pictures of a dossier: pure geometry here, one module a picture; ``templates/dossier/pictures`` draws them.

Each is there only where it says something, has a text alternative in sentences (WCAG 2.2, 1.1.1), and says nothing by
colour alone (1.4.1): shape, dash, place and words tell it, so that it can be read in grey. Its figures stand in a
table near it. Measures are in units of the drawing, which is 680 wide as A4 is between its margins: one is a CSS pixel
in print. The same dossier always gives the same picture.
"""
