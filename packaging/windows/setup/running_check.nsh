; Detects a running program: Windows denies write access to a DLL that is loaded. Both launchers, for
; the desktop and for the Command Prompt, load Python's DLL.

!macro QuitIfRunning FOLDER
  !insertmacro QuitIfRunningNumbered "${FOLDER}" ${__COUNTER__}
!macroend

; NUMBER makes the label unique for each use of the macro.
!macro QuitIfRunningNumbered FOLDER NUMBER
  try_${NUMBER}:
  ${If} ${FileExists} "${FOLDER}\${PYTHON}"
    ClearErrors
    FileOpen $9 "${FOLDER}\${PYTHON}" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(ProgramRunning)" /SD IDCANCEL IDRETRY try_${NUMBER}
      SetErrorLevel ${STATUS_RUNNING}
      Quit
    ${EndIf}
    FileClose $9
  ${EndIf}
!macroend
