#!/bin/sh
# Updates the desktop's MIME, menu and icon caches for a share folder. Skips missing tools.
shared=$1
has() { command -v "$1" >/dev/null; }

! has update-mime-database || update-mime-database "$shared/mime" >/dev/null 2>&1
! has update-desktop-database || update-desktop-database -q "$shared/applications" 2>/dev/null
! has gtk-update-icon-cache || gtk-update-icon-cache -qtf "$shared/icons/hicolor" 2>/dev/null
exit 0
