; Windows lets nobody write to a program while it runs: that is how we know.

!macro StopWhileRunning FOLDER
  !insertmacro StopWhileRunningNumbered "${FOLDER}" ${__COUNTER__}
!macroend

!macro StopWhileRunningNumbered FOLDER NUMBER
  try_${NUMBER}:
  ${If} ${FileExists} "${FOLDER}\${NAME}.exe"
    ClearErrors
    FileOpen $9 "${FOLDER}\${NAME}.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY try_${NUMBER}
      SetErrorLevel ${RUNNING}
      Quit
    ${EndIf}
    FileClose $9
  ${EndIf}
!macroend
