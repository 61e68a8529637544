"""The values of the application's Info.plist: what macOS knows of it before it runs."""

import product

DOCUMENT_ICON = f"{product.NAME}.icns"

MINIMUM_SYSTEM = {"arm64": "14.0", "x86_64": "13.0"}
"""The oldest macOS that every library of an architecture runs on; pyproj 3.7.2 decides it."""


def info_plist(architecture: str) -> dict[str, object]:
    """Return the values for an architecture, as `platform.machine()` names it on a Mac."""
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
        "CFBundleVersion": product.version(),
        "LSApplicationCategoryType": "public.app-category.education",
        "LSMinimumSystemVersion": MINIMUM_SYSTEM[architecture],
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": product.COPYRIGHT,
        "NSPrincipalClass": "NSApplication",
        # Day and night are chosen in the program; its title bar follows the system.
        "NSRequiresAquaSystemAppearance": False,
        "UTExportedTypeDeclarations": [_type(kind) for kind in product.KINDS if kind.ours],
        "UTImportedTypeDeclarations": [_type(kind) for kind in product.KINDS if not kind.ours],
    }


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
