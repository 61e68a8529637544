"""Qt-free core: data model, file formats, validation, geometry, search and page content."""
