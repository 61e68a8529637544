"""Bundles (`.fvz`): a dossier in one file, a zip that lists every file in it by its SHA-256.

A bundle is unpacked into a folder of the person's cache and read there as any dossier is. So the
readers know of no bundles, a picture has a path that Qt can open, and a layer is in memory once.

The folder is named by the SHA-256 of the bundle's dossier.json, which lists all other files with
theirs: one content, one folder. Nothing that lies there is believed. Each opening checks every
file of the bundle and what lies in its place, puts right what is not the same, and removes what
does not belong there.
"""
