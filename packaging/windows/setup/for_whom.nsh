; Only for me, which needs no rights, or for everyone on this computer. Unless somebody says for
; whom, it is for those who have it already, and else only for me.

Var ForAll ; 1 if for everyone
Var IsSaid ; 1 if the command line says for whom
Var GivenFolder
Var IsAdministrator
Var OnlyMeButton
Var EveryoneButton

; Read what the command line says, and what is installed already.
Function ReadForWhom
  ${If} $INSTDIR != "${NOWHERE}"
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
    StrCpy $ForAll 1
  ${EndIf}
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $1
  ${IfNot} ${Errors}
    StrCpy $ForAll 1
    StrCpy $IsSaid 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CurrentUser" $1
  ${IfNot} ${Errors}
    StrCpy $ForAll 0
    StrCpy $IsSaid 1
  ${EndIf}
  ${If} $ForAll == 1
    ${If} $IsSaid == 1
    ${OrIf} ${Silent} ; else the page asks first
      Call RiseToAdministrator
    ${EndIf}
  ${EndIf}
  Call ChooseFolder
FunctionEnd

Function ChooseFolder
  ${If} $ForAll == 1
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

; Start anew with an administrator's consent, unless we have it. Returns only if we have.
Function RiseToAdministrator
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
  SetErrorLevel ${NEEDS_ADMINISTRATOR}
  ${If} ${Silent}
    Quit
  ${EndIf}
  Abort ; stay on the page; on the way in, leave
FunctionEnd

Function AskForWhom
  ${If} $IsSaid == 1
    Abort
  ${EndIf}

  !insertmacro MUI_HEADER_TEXT "$(ForWhom)" "$(ForWhomNote)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateRadioButton} 0 8u 100% 12u "$(OnlyMe)"
  Pop $OnlyMeButton
  ${NSD_CreateLabel} 14u 22u -14u 24u "$(OnlyMeNote)"
  Pop $0
  ${NSD_CreateRadioButton} 0 54u 100% 12u "$(Everyone)"
  Pop $EveryoneButton
  ${NSD_CreateLabel} 14u 68u -14u 24u "$(EveryoneNote)"
  Pop $0
  ${NSD_OnClick} $OnlyMeButton ShowShield
  ${NSD_OnClick} $EveryoneButton ShowShield
  ${If} $ForAll == 1
    ${NSD_Check} $EveryoneButton
    ${NSD_SetFocus} $EveryoneButton
  ${Else}
    ${NSD_Check} $OnlyMeButton
    ${NSD_SetFocus} $OnlyMeButton
  ${EndIf}
  Push 0
  Call ShowShield
  nsDialogs::Show
FunctionEnd

; Next bears Windows' shield where an administrator will be asked for.
Function ShowShield
  Pop $0
  ${NSD_GetState} $EveryoneButton $1
  ${If} $IsAdministrator == 1
    StrCpy $1 0
  ${EndIf}
  GetDlgItem $0 $HWNDPARENT 1
  SendMessage $0 ${BCM_SETSHIELD} 0 $1
FunctionEnd

Function TakeForWhom
  ${NSD_GetState} $EveryoneButton $ForAll
  ${If} $ForAll == 1
    Call RiseToAdministrator
  ${EndIf}
  Call ChooseFolder
FunctionEnd

; An uninstaller belongs to everyone if it lies where everyone's program does.
Function un.ReadForWhom
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
  SetErrorLevel ${NEEDS_ADMINISTRATOR}
  Quit
FunctionEnd
