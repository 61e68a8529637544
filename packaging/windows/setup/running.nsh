; Windows lets nobody write to a library while a program has it loaded: that is how we know. Python's
; is loaded by each of our programs, for the desktop and for the Command Prompt.

!macro StopWhileRunning FOLDER
  !insertmacro StopWhileRunningNumbered "${FOLDER}" ${__COUNTER__}
!macroend

!macro StopWhileRunningNumbered FOLDER NUMBER
  try_${NUMBER}:
  ${If} ${FileExists} "${FOLDER}\${PYTHON}"
    ClearErrors
    FileOpen $9 "${FOLDER}\${PYTHON}" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" /SD IDCANCEL IDRETRY try_${NUMBER}
      SetErrorLevel ${RUNNING}
      Quit
    ${EndIf}
    FileClose $9
  ${EndIf}
!macroend
