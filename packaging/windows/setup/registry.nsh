; What Windows is told of the program. .fvz files are ours; .geojson files are only offered to be
; opened with it, whoever opens them now keeps them.

!define CLASSES "Software\Classes"
!define DOSSIER "${NAME}.${OUR_EXTENSION}"
!define OFFERED "${NAME}.${OFFERED_EXTENSION}"

!macro WriteType PROGID TITLE
  WriteRegStr SHCTX "${CLASSES}\${PROGID}" "" "${TITLE}"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${PROGID}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
!macroend

!macro TellExplorer
  !define /ifndef SHCNE_ASSOCCHANGED 0x08000000
  System::Call 'shell32::SHChangeNotify(i ${SHCNE_ASSOCCHANGED}, i 0, p 0, p 0)'
!macroend

Function WriteRegistry
  !insertmacro WriteType "${DOSSIER}" "${OUR_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\.${OUR_EXTENSION}" "" "${DOSSIER}"
  WriteRegStr SHCTX "${CLASSES}\.${OUR_EXTENSION}" "Content Type" "${OUR_MIME}"
  !insertmacro WriteType "${OFFERED}" "${OFFERED_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\.${OFFERED_EXTENSION}\OpenWithProgids" "${OFFERED}" ""

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
  !insertmacro TellExplorer
FunctionEnd

Function un.RemoveRegistry
  ReadRegStr $0 SHCTX "${CLASSES}\.${OUR_EXTENSION}" ""
  ${If} $0 == "${DOSSIER}" ; somebody else may have taken it over
    DeleteRegKey SHCTX "${CLASSES}\.${OUR_EXTENSION}"
  ${EndIf}
  DeleteRegKey SHCTX "${CLASSES}\${DOSSIER}"
  DeleteRegKey SHCTX "${CLASSES}\${OFFERED}"
  DeleteRegValue SHCTX "${CLASSES}\.${OFFERED_EXTENSION}\OpenWithProgids" "${OFFERED}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${OFFERED_EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${OFFERED_EXTENSION}"
  DeleteRegKey SHCTX "${UNINSTALL}"
  !insertmacro TellExplorer
FunctionEnd
