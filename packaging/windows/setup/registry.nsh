; File associations and the uninstall entry. The program becomes the default for .fvz files; for
; .geojson files it is only added to Open with, and their current default is unchanged.

!define CLASSES "Software\Classes"
!define OWN_PROGID "${NAME}.${OWN_EXTENSION}"
!define OPEN_WITH_PROGID "${NAME}.${OPEN_WITH_EXTENSION}"

!macro WriteProgId PROGID TITLE
  WriteRegStr SHCTX "${CLASSES}\${PROGID}" "" "${TITLE}"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
!macroend

!macro NotifyExplorer
  !define /ifndef SHCNE_ASSOCCHANGED 0x08000000
  System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
!macroend

Function WriteRegistry
  !insertmacro WriteProgId "${OWN_PROGID}" "${OWN_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\.${OWN_EXTENSION}" "" "${OWN_PROGID}"
  WriteRegStr SHCTX "${CLASSES}\.${OWN_EXTENSION}" "Content Type" "${OWN_MIME}"
  !insertmacro WriteProgId "${OPEN_WITH_PROGID}" "${OPEN_WITH_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\.${OPEN_WITH_EXTENSION}\OpenWithProgids" "${OPEN_WITH_PROGID}" ""

  WriteRegStr SHCTX "${UNINSTALL}" DisplayName "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" DisplayVersion "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" Publisher "${AUTHORS}"
  WriteRegStr SHCTX "${UNINSTALL}" DisplayIcon "$INSTDIR\${NAME}.exe"
  WriteRegStr SHCTX "${UNINSTALL}" InstallLocation "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" EstimatedSize ${KILOBYTES}
  WriteRegDWORD SHCTX "${UNINSTALL}" NoModify 1
  WriteRegDWORD SHCTX "${UNINSTALL}" NoRepair 1
  !insertmacro NotifyExplorer
FunctionEnd

Function un.RemoveRegistry
  ReadRegStr $0 SHCTX "${CLASSES}\.${OWN_EXTENSION}" ""
  ${If} $0 == "${OWN_PROGID}" ; another program may have become the default
    DeleteRegKey SHCTX "${CLASSES}\.${OWN_EXTENSION}"
  ${EndIf}
  DeleteRegKey SHCTX "${CLASSES}\${OWN_PROGID}"
  DeleteRegKey SHCTX "${CLASSES}\${OPEN_WITH_PROGID}"
  DeleteRegValue SHCTX "${CLASSES}\.${OPEN_WITH_EXTENSION}\OpenWithProgids" "${OPEN_WITH_PROGID}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${OPEN_WITH_EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${OPEN_WITH_EXTENSION}"
  DeleteRegKey SHCTX "${UNINSTALL}"
  !insertmacro NotifyExplorer
FunctionEnd
