"""Build the contents of the application's Info.plist."""

import re

import product

DOCUMENT_ICON = f"{product.NAME}.icns"

MINIMUM_SYSTEM = "14.0"
"""The oldest macOS supported by all libraries. Determined by the newest wheel tags that pip selects
on later systems: pyproj 3.7.2 on Apple silicon, numpy 2.4.6 on Intel. `test_app.py` compares it
with the load commands of each file."""


def build_info_plist() -> dict[str, object]:
    """Return the contents, which are the same for both processor architectures."""
    return {
        "CFBundleDevelopmentRegion": "en",
        "CFBundleDisplayName": product.NAME,
        "CFBundleDocumentTypes": [_document_type(file_type) for file_type in product.FILE_TYPES],
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
        # The program has its own light and dark themes; the title bar follows the system.
        "NSRequiresAquaSystemAppearance": False,
        "UTExportedTypeDeclarations": [
            _type_declaration(file_type) for file_type in product.FILE_TYPES if file_type.is_own
        ],
        "UTImportedTypeDeclarations": [
            _type_declaration(file_type) for file_type in product.FILE_TYPES if not file_type.is_own
        ],
    }


def _version_numbers() -> str:
    """Return the version as up to three numbers, which macOS compares: 1.2rc1 becomes 1.2."""
    return ".".join(re.findall(r"^\d+|(?<=\.)\d+", product.version())[:3])


def _document_type(file_type: product.FileType) -> dict[str, object]:
    """Return the entry that associates a file type: as its owner, or as an alternative."""
    return {
        "CFBundleTypeName": file_type.title,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": "Owner" if file_type.is_own else "Alternate",
        "LSItemContentTypes": [file_type.uti],
        **({"CFBundleTypeIconFile": DOCUMENT_ICON} if file_type.is_own else {}),
    }


def _type_declaration(file_type: product.FileType) -> dict[str, object]:
    """Return the uniform type declaration of a file type: identifier, extension, MIME type."""
    return {
        "UTTypeIdentifier": file_type.uti,
        "UTTypeDescription": file_type.title,
        "UTTypeConformsTo": [file_type.parent_uti],
        "UTTypeTagSpecification": {
            "public.filename-extension": [file_type.extension],
            "public.mime-type": [file_type.mime],
        },
    }
