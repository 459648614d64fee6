"""A dossier as an archive's package: a bag (BagIt, RFC 8493), made and checked.

``payload`` says what is in it, ``tags`` describes it for a catalogue, ``provenance`` says where everything came from,
``folder`` and ``zip_file`` lay it down, ``reading`` and ``checking`` say whether it is still as it was made.
"""
