; All strings of the setup that are our own. They also replace NSIS strings whose Ukrainian has
; mistakes or whose English mentions restarting the computer; the rest are NSIS's translations.

!macro String NAME ENGLISH UKRAINIAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_UKRAINIAN} "${UKRAINIAN}"
!macroend

!insertmacro String WelcomeTitle "Install ${NAME} ${VERSION}" "Установлення ${NAME} ${VERSION}"
!insertmacro String WelcomeText \
  "An offline map that shows who claims what, where, when and on whose word.$\r$\n$\r$\nSetup installs the program and associates .${OWN_EXTENSION} files with it. Neither setup nor the program connects to a network.$\r$\n$\r$\nAn older version is replaced. Your settings and dossiers are preserved." \
  "Мапа, що працює без мережі: хто що стверджує, де, коли і з чиїх слів.$\r$\n$\r$\nПрограму буде встановлено на цей комп’ютер, і файли .${OWN_EXTENSION} відкриватимуться в ній. Ні встановлювач, ні програма не використовують мережі.$\r$\n$\r$\nСтарішу версію буде замінено. Ваші налаштування й досьє буде збережено."

!insertmacro String LicenseTitle "License" "Ліцензія"
!insertmacro String LicenseNote \
  "You may use, modify and distribute the program." \
  "Програму можна використовувати, змінювати й поширювати."
!insertmacro String LicenseTop "MIT License:" "Ліцензія MIT:"
!insertmacro String LicenseBottom \
  "The licenses of third-party components are installed with the program." \
  "Ліцензії сторонніх компонентів установлюються разом із програмою."

!insertmacro String ScopeTitle "Choose Users" "Вибір користувачів"
!insertmacro String ScopeNote \
  "Choose for which users to install ${NAME}." \
  "Виберіть, для яких користувачів установити ${NAME}."
!insertmacro String CurrentUser "Only for &me" "Лише для &мене"
!insertmacro String CurrentUserNote \
  "No administrator rights required. Other users are not affected." \
  "Права адміністратора не потрібні. Інших користувачів це не стосується."
!insertmacro String AllUsers "For &all users of this computer" "Для &всіх користувачів цього комп’ютера"
!insertmacro String AllUsersNote \
  "Windows will ask for an administrator’s permission." \
  "Windows попросить дозволу адміністратора."
!insertmacro String NeedsAdministrator \
  "Administrator rights are required to install or uninstall ${NAME} for all users." \
  "Щоб установити або видалити ${NAME} для всіх користувачів, потрібні права адміністратора."

!insertmacro String FolderTitle "Destination Folder" "Тека призначення"
!insertmacro String FolderNote "Choose where to install the program." "Виберіть, куди встановити програму."
!insertmacro String FolderText \
  "The program will be installed in this folder. To choose another folder, click Browse." \
  "Програму буде встановлено в цю теку. Щоб вибрати іншу, натисніть «Огляд»."
!insertmacro String FinishTitle "${NAME} ${VERSION} is installed" "${NAME} ${VERSION} установлено"
!insertmacro String FinishText "Click Finish to close setup." "Натисніть «Кінець», щоб закрити встановлювач."
!insertmacro String StartProgram "&Start ${NAME}" "&Запустити ${NAME}"

!insertmacro String UninstallText \
  "The program will be removed from this folder. Your settings, your dossiers and any files that you have added to the folder are preserved." \
  "Програму буде видалено з цієї теки. Ваші налаштування, досьє та файли, які ви додали до теки, буде збережено."

!insertmacro String ProgramRunning \
  "${NAME} is running. Close its window, then click Retry." \
  "${NAME} працює. Закрийте вікно програми й натисніть «Повторити»."
!insertmacro String RemovingOlder "Removing the older version" "Видалення старішої версії"
!insertmacro String CannotRemoveOlder \
  "The older version could not be removed. Setup was canceled." \
  "Не вдалося видалити старішу версію. Установлення скасовано."
!insertmacro String WindowsTooOld \
  "${NAME} requires Windows 10, version 1809, or later." \
  "${NAME} потребує Windows 10 версії 1809 або новішої."
