; The setup program. setup_program.py writes product.nsh, install.nsh and uninstall.nsh beside it.
;
;   /S              silent               /CurrentUser    for the current user, without elevation
;   /D=FOLDER       last, not quoted     /AllUsers       for all users; needs an administrator
;
; Without /CurrentUser or /AllUsers it keeps the scope of an existing installation, else it installs
; for the current user.
;
; Exit status: 0 success; 1 canceled by the user; 2 a file could not be written; or a Windows error
; code: 32 the program is running, 740 administrator rights required, 1150 Windows is too old.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
!ifdef FAST_COMPRESSION
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
!define STATUS_RUNNING 32
!define STATUS_NEEDS_ADMINISTRATOR 740
!define STATUS_WINDOWS_TOO_OLD 1150
!define MIN_WINDOWS_BUILD 17763 ; Windows 10, version 1809, the minimum for Qt

; Never installed to: it reveals whether /D= was given, and Browse appends its last component.
!define PLACEHOLDER_FOLDER "$TEMP\${NAME}"

Name "${NAME} ${VERSION}"
BrandingText "${NAME} ${VERSION}"
OutFile "${SETUP}"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"' = 0
!endif
InstallDir "${PLACEHOLDER_FOLDER}"

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

!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!insertmacro MUI_PAGE_WELCOME

!define MUI_PAGE_HEADER_TEXT "$(LicenseTitle)"
!define MUI_PAGE_HEADER_SUBTEXT "$(LicenseNote)"
!define MUI_LICENSEPAGE_TEXT_TOP "$(LicenseTop)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(LicenseBottom)"
!define MUI_LICENSEPAGE_BUTTON "$(^NextBtn)" ; the MIT License needs no agreement
!insertmacro MUI_PAGE_LICENSE licence.txt

Page custom ShowScopePage LeaveScopePage

!define MUI_PAGE_HEADER_TEXT "$(FolderTitle)"
!define MUI_PAGE_HEADER_SUBTEXT "$(FolderNote)"
!define MUI_DIRECTORYPAGE_TEXT_TOP "$(FolderText)"
!define MUI_DIRECTORYPAGE_TEXT_DESTINATION "$(FolderTitle)"
!insertmacro MUI_PAGE_DIRECTORY

!insertmacro MUI_PAGE_INSTFILES

!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "$(StartProgram)"
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!insertmacro MUI_PAGE_FINISH

!define MUI_UNCONFIRMPAGE_TEXT_TOP "$(UninstallText)"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE Ukrainian
!include strings.nsh

!include running_check.nsh
!include install_scope.nsh
!include registry.nsh

Function .onInit
  ${IfNot} ${AtLeastBuild} ${MIN_WINDOWS_BUILD}
    MessageBox MB_ICONSTOP "$(WindowsTooOld)" /SD IDOK
    SetErrorLevel ${STATUS_WINDOWS_TOO_OLD}
    Quit
  ${EndIf}
  Call InitScope
FunctionEnd

Var OlderFolder ; installation that is replaced
Var PerUserFolder ; per-user installation that is removed when installing for all users

Section
  ${If} $ForAllUsers == 1
    ; A per-user installation would take precedence: Windows reads associations from HKCU first.
    ReadRegStr $PerUserFolder HKCU "${UNINSTALL}" InstallLocation
  ${EndIf}
  ReadRegStr $OlderFolder SHCTX "${UNINSTALL}" InstallLocation
  !insertmacro QuitIfRunning "$PerUserFolder"
  !insertmacro QuitIfRunning "$OlderFolder"
  StrCpy $0 $PerUserFolder
  Call RemoveOlder
  StrCpy $0 $OlderFolder
  Call RemoveOlder
  !include install.nsh
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe"
  Call WriteRegistry
SectionEnd

; Uninstall the version in folder $0, including files that the new version no longer has. Files that
; users have added are preserved.
Function RemoveOlder
  ${If} $0 == ""
  ${OrIfNot} ${FileExists} "$0\uninstall.exe"
    Return
  ${EndIf}
  DetailPrint "$(RemovingOlder)"
  ExecWait '"$0\uninstall.exe" /S _?=$0' $1
  ${If} $1 <> 0
    SetErrorLevel $1
    Abort "$(CannotRemoveOlder)"
  ${EndIf}
  Delete "$0\uninstall.exe" ; with _?= it runs in place and cannot delete itself
  RMDir "$0"
FunctionEnd

Function StartProgram
  ; Through Explorer, so that the program does not inherit administrator rights from setup.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${NAME}.exe"'
FunctionEnd

Function un.onInit
  Call un.InitScope
  !insertmacro QuitIfRunning "$INSTDIR"
FunctionEnd

Section Uninstall
  !include uninstall.nsh
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Call un.RemoveRegistry
SectionEnd
