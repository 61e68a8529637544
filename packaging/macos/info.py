"""The values of the application's Info.plist: what macOS knows of it before it runs."""

import re

import product

DOCUMENT_ICON = f"{product.NAME}.icns"

MINIMUM_SYSTEM = "14.0"
"""The oldest macOS that every library runs on, as the wheels that pip takes on a newer one say:
pyproj 3.7.2 for Apple silicon, numpy 2.4.6 for Intel. `test_app.py` compares it with each file."""


def info_plist() -> dict[str, object]:
    """Return the values, which are the same for both kinds of processor."""
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": product.NAME,
        "CFBundleDocumentTypes": [_document_type(kind) for kind in product.KINDS],
        "CFBundleExecutable": product.NAME,
        "CFBundleIconFile": DOCUMENT_ICON,
        "CFBundleIdentifier": product.IDENTIFIER,
        "CFBundleInfoDictionaryVersion": "6.0",
        "CFBundleName": product.NAME,
        "CFBundlePackageType": "APPL",
        "CFBundleShortVersionString": product.version(),
        "CFBundleVersion": _version_numbers(),
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": MINIMUM_SYSTEM,
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": product.COPYRIGHT,
        "NSPrincipalClass": "NSApplication",
        # Day and night are chosen in the program; its title bar follows the system.
        "NSRequiresAquaSystemAppearance": False,
        "UTExportedTypeDeclarations": [_type(kind) for kind in product.KINDS if kind.ours],
        "UTImportedTypeDeclarations": [_type(kind) for kind in product.KINDS if not kind.ours],
    }


def _version_numbers() -> str:
    """Return what macOS compares, up to three numbers: 1.2rc1 is 1.2."""
    return ".".join(re.findall(r"^\d+|(?<=\.)\d+", product.version())[:3])


def _document_type(kind: product.Kind) -> dict[str, object]:
    """Return that we open a kind of file: as its owner, or as one program of several."""
    return {
        "CFBundleTypeName": kind.title,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Owner" if kind.ours else "Alternate",
        "LSItemContentTypes": [kind.uti],
        **({"CFBundleTypeIconFile": DOCUMENT_ICON} if kind.ours else {}),
    }


def _type(kind: product.Kind) -> dict[str, object]:
    """Return what a kind of file is called and how it is recognised."""
    return {
        "UTTypeIdentifier": kind.uti,
        "UTTypeDescription": kind.title,
        "UTTypeConformsTo": [kind.parent_uti],
        "UTTypeTagSpecification": {
            "public.filename-extension": [kind.extension],
            "public.mime-type": [kind.mime],
        },
    }
