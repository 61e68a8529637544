"""Bundles (`.fvz`): a dossier in one zip archive that lists the SHA-256 of every file in it.

A bundle is unpacked into a folder of the user's cache and read from there like any dossier folder.
The readers need no zip code, pictures have a path that Qt can open, and each layer is in memory
once.

The folder is named after the SHA-256 of the bundle's dossier.json, which lists the digests of all
other files: the same content always has the same folder. Files that are already there are not
trusted: each time the bundle is opened, every entry is verified and compared with the unpacked
file; differing files are replaced and unknown files are removed.
"""
