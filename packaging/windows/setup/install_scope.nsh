; Installation scope: for the current user, without administrator rights, or for all users. The
; default is the scope of an existing installation, else the current user.

Var ForAllUsers ; 1 for all users
Var IsScopeGiven ; 1 if the command line specifies the scope
Var GivenFolder
Var IsAdministrator
Var CurrentUserButton
Var AllUsersButton

; Determine the scope from the command line and from existing installations.
Function InitScope
  ${If} $INSTDIR != "${PLACEHOLDER_FOLDER}"
    StrCpy $GivenFolder $INSTDIR
  ${EndIf}
  UserInfo::GetAccountType
  Pop $1
  ${If} $1 == "Admin"
    StrCpy $IsAdministrator 1
  ${EndIf}

  ReadRegStr $1 HKCU "${UNINSTALL}" InstallLocation
  ReadRegStr $2 HKLM "${UNINSTALL}" InstallLocation
  ${If} $1 == ""
  ${AndIf} $2 != ""
    StrCpy $ForAllUsers 1
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    StrCpy $ForAllUsers 1
    StrCpy $IsScopeGiven 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CurrentUser" $1
  ${IfNot} ${Errors}
    StrCpy $ForAllUsers 0
    StrCpy $IsScopeGiven 1
  ${EndIf}
  ${If} $ForAllUsers == 1
    ${If} $IsScopeGiven == 1
    ${OrIf} ${Silent} ; otherwise elevate after the scope page
      Call RequireAdministrator
    ${EndIf}
  ${EndIf}
  Call SetDefaultFolder
FunctionEnd

; Set the registry root and the destination folder for the scope.
Function SetDefaultFolder
  ${If} $ForAllUsers == 1
    SetShellVarContext all
    StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
  ${Else}
    SetShellVarContext current
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
  ${EndIf}
  ReadRegStr $0 SHCTX "${UNINSTALL}" InstallLocation
  ${If} $GivenFolder != ""
    StrCpy $INSTDIR $GivenFolder
  ${ElseIf} $0 != ""
    StrCpy $INSTDIR $0
  ${EndIf}
FunctionEnd

; Restart setup elevated unless it already is. Returns only if it is elevated.
Function RequireAdministrator
  ${If} $IsAdministrator == 1
    Return
  ${EndIf}
  ${IfNot} ${Silent}
    StrCpy $0 "/AllUsers"
    ${If} $GivenFolder != ""
      StrCpy $0 "/AllUsers /D=$GivenFolder"
    ${EndIf}
    ClearErrors
    ExecShell runas "$EXEPATH" "$0"
    ${IfNot} ${Errors}
      Quit
    ${EndIf}
  ${EndIf}
  MessageBox MB_ICONEXCLAMATION "$(NeedsAdministrator)" /SD IDOK
  SetErrorLevel ${STATUS_NEEDS_ADMINISTRATOR}
  ${If} ${Silent}
    Quit
  ${EndIf}
  Abort ; stays on the scope page; in .onInit it quits
FunctionEnd

Function ShowScopePage
  ${If} $IsScopeGiven == 1
    Abort
  ${EndIf}

  !insertmacro MUI_HEADER_TEXT "$(ScopeTitle)" "$(ScopeNote)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 8u 100% 12u "$(CurrentUser)"
  Pop $CurrentUserButton
  ${NSD_CreateLabel} 14u 22u -14u 24u "$(CurrentUserNote)"
  Pop $0
  ${NSD_CreateRadioButton} 0 54u 100% 12u "$(AllUsers)"
  Pop $AllUsersButton
  ${NSD_CreateLabel} 14u 68u -14u 24u "$(AllUsersNote)"
  Pop $0
  ${NSD_OnClick} $CurrentUserButton UpdateShield
  ${NSD_OnClick} $AllUsersButton UpdateShield
  ${If} $ForAllUsers == 1
    ${NSD_Check} $AllUsersButton
    ${NSD_SetFocus} $AllUsersButton
  ${Else}
    ${NSD_Check} $CurrentUserButton
    ${NSD_SetFocus} $CurrentUserButton
  ${EndIf}
  Push 0
  Call UpdateShield
  nsDialogs::Show
FunctionEnd

; Show Windows' UAC shield on the Next button if it will elevate.
Function UpdateShield
  Pop $0
  ${NSD_GetState} $AllUsersButton $1
  ${If} $IsAdministrator == 1
    StrCpy $1 0
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${BCM_SETSHIELD} 0 $1
FunctionEnd

Function LeaveScopePage
  ${NSD_GetState} $AllUsersButton $ForAllUsers
  ${If} $ForAllUsers == 1
    Call RequireAdministrator
  ${EndIf}
  Call SetDefaultFolder
FunctionEnd

; The scope of an uninstaller is all users if its folder is registered in HKLM.
Function un.InitScope
  ReadRegStr $0 HKLM "${UNINSTALL}" InstallLocation
  ${If} $0 != $INSTDIR
    SetShellVarContext current
    Return
  ${EndIf}
  SetShellVarContext all
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    Return
  ${EndIf}
  ${IfNot} ${Silent}
    ClearErrors
    ExecShell runas "$INSTDIR\uninstall.exe"
    ${IfNot} ${Errors}
      Quit
    ${EndIf}
  ${EndIf}
  MessageBox MB_ICONEXCLAMATION "$(NeedsAdministrator)" /SD IDOK
  SetErrorLevel ${STATUS_NEEDS_ADMINISTRATOR}
  Quit
FunctionEnd
