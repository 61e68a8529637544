; The setup program. build.py writes product.nsh, install.nsh and uninstall.nsh beside it.
;
;   /S              ask nothing          /CurrentUser    only for me, no rights needed
;   /D=FOLDER       last, not quoted     /AllUsers       for everyone; needs an administrator
;
; With neither of those two it is for whom it is installed already, and else only for me.
;
; Ends with 0, or Windows' own number for what is wrong: 32 the program is running, 740 an
; administrator is needed, 1150 Windows is too old; 1 stopped by the user, 2 a file was refused.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!ifdef QUICKLY
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 32
!endif
AllowSkipFiles off

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include product.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define RUNNING 32
!define NEEDS_ADMINISTRATOR 740
!define WINDOWS_TOO_OLD 1150
!define OLDEST_BUILD 17763 ; Windows 10, version 1809, which Qt asks for

; Where nobody installs: it tells whether /D= was given, and Browse takes its last part from it.
!define NOWHERE "$TEMP\${NAME}"

Name "${NAME} ${VERSION}"
BrandingText "${NAME} ${VERSION}"
OutFile "${SETUP}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif
InstallDir "${NOWHERE}"

VIProductVersion "${VERSION_NUMBERS}"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} setup"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey CompanyName "${AUTHORS}"
VIAddVersionKey LegalCopyright "${COPYRIGHT}"

!define MUI_ICON frontviewer.ico
!define MUI_UNICON frontviewer.ico
!define MUI_WELCOMEFINISHPAGE_BITMAP side.bmp
!define MUI_UNWELCOMEFINISHPAGE_BITMAP side.bmp

!define MUI_WELCOMEPAGE_TITLE "$(Welcome)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!insertmacro MUI_PAGE_WELCOME

!define MUI_PAGE_HEADER_TEXT "$(Licence)"
!define MUI_PAGE_HEADER_SUBTEXT "$(LicenceNote)"
!define MUI_LICENSEPAGE_TEXT_TOP "$(LicenceWords)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LicencesOfParts)"
!define MUI_LICENSEPAGE_BUTTON "$(^NextBtn)" ; nothing in it asks for a signature
!insertmacro MUI_PAGE_LICENSE licence.txt

Page custom AskForWhom TakeForWhom

!define MUI_PAGE_HEADER_TEXT "$(Folder)"
!define MUI_PAGE_HEADER_SUBTEXT "$(FolderNote)"
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(FolderText)"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "$(Folder)"
!insertmacro MUI_PAGE_DIRECTORY

!insertmacro MUI_PAGE_INSTFILES

!define MUI_FINISHPAGE_TITLE "$(Done)"
!define MUI_FINISHPAGE_TEXT "$(DoneText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(Start)"
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(RemovalText)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE Ukrainian
!include texts.nsh

!include running.nsh
!include for_whom.nsh
!include registry.nsh

Function .onInit
  ${IfNot} ${AtLeastBuild} ${OLDEST_BUILD}
    MessageBox MB_ICONSTOP "$(WindowsTooOld)" /SD IDOK
    SetErrorLevel ${WINDOWS_TOO_OLD}
    Quit
  ${EndIf}
  Call ReadForWhom
FunctionEnd

Var Older   ; folders of what is replaced
Var OwnCopy

Section
  ${If} $ForAll == 1
    ; One's own copy would go on opening one's files: Windows asks what a user has chosen first.
    ReadRegStr $OwnCopy HKCU "${UNINSTALL}" InstallLocation
  ${EndIf}
  ReadRegStr $Older SHCTX "${UNINSTALL}" InstallLocation
  !insertmacro StopWhileRunning "$OwnCopy"
  !insertmacro StopWhileRunning "$Older"
  StrCpy $0 $OwnCopy
  Call RemoveOlder
  StrCpy $0 $Older
  Call RemoveOlder
  !include install.nsh
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe"
  Call WriteRegistry
SectionEnd

; Take away what was installed in the folder $0. Files that it had and this version has not go,
; whatever else lies there stays.
Function RemoveOlder
  ${If} $0 == ""
  ${OrIfNot} ${FileExists} "$0\uninstall.exe"
    Return
  ${EndIf}
  DetailPrint "$(RemovingOlder)"
  ExecWait '"$0\uninstall.exe" /S _?=$0' $1
  ${If} $1 <> 0
    SetErrorLevel $1
    Abort "$(OlderStays)"
  ${EndIf}
  Delete "$0\uninstall.exe" ; it cannot delete itself while it is waited for
  RMDir "$0"
FunctionEnd

Function StartProgram
  ; By Explorer, for the program must not inherit an administrator's rights from us.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${NAME}.exe"'
FunctionEnd

Function un.onInit
  Call un.ReadForWhom
  !insertmacro StopWhileRunning "$INSTDIR"
FunctionEnd

Section Uninstall
  !include uninstall.nsh
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Call un.RemoveRegistry
SectionEnd
