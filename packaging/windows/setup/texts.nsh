; Our own words. They stand in for NSIS's where its Ukrainian has mistakes or its English speaks of
; starting the computer anew; the rest of the wizard speaks by NSIS's translations.

!macro Text NAME ENGLISH UKRAINIAN
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
  LangString ${NAME} ${LANG_UKRAINIAN} "${UKRAINIAN}"
!macroend

!insertmacro Text Welcome "Install ${NAME} ${VERSION}" "Установлення ${NAME} ${VERSION}"
!insertmacro Text WelcomeText \
  "An offline map that shows who claims what, where, when and on whose word.$\r$\n$\r$\nSetup copies the program to this computer, and .${OUR_EXTENSION} files will open with it. Neither setup nor the program uses a network.$\r$\n$\r$\nAn older version is replaced. Your settings and dossiers stay." \
  "Мапа, що працює без мережі: хто що стверджує, де, коли і з чиїх слів.$\r$\n$\r$\nПрограму буде скопійовано на цей комп’ютер, і файли .${OUR_EXTENSION} відкриватимуться в ній. Мережі не потребують ні встановлення, ні сама програма.$\r$\n$\r$\nСтарішу версію буде замінено. Ваші налаштування й досьє залишаться."

!insertmacro Text Licence "Licence" "Ліцензія"
!insertmacro Text LicenceNote \
  "You may use, change and share the program." \
  "Програмою можна користуватися, змінювати її та ділитися нею."
!insertmacro Text LicenceWords "The MIT licence:" "Ліцензія MIT:"
!insertmacro Text LicencesOfParts \
  "The licences of its parts are installed with it." \
  "Ліцензії складових установлюються разом із програмою."

!insertmacro Text ForWhom "For whom" "Для кого"
!insertmacro Text ForWhomNote \
  "Choose who will use ${NAME} on this computer." \
  "Виберіть, хто користуватиметься ${NAME} на цьому комп’ютері."
!insertmacro Text OnlyMe "Only for &me" "Лише для &мене"
!insertmacro Text OnlyMeNote \
  "Needs no administrator. Nobody else on this computer notices it." \
  "Прав адміністратора не треба. Інші користувачі цього не помітять."
!insertmacro Text Everyone "For &everyone on this computer" "Для &всіх на цьому комп’ютері"
!insertmacro Text EveryoneNote \
  "Windows will ask for an administrator’s consent." \
  "Windows попросить згоди адміністратора."
!insertmacro Text NeedsAdministrator \
  "To install or remove ${NAME} for everyone, an administrator must consent." \
  "Щоб установити чи видалити ${NAME} для всіх, потрібна згода адміністратора."

!insertmacro Text Folder "Folder" "Тека"
!insertmacro Text FolderNote "Where the program is installed." "Куди встановити програму."
!insertmacro Text FolderText \
  "The program will be installed in this folder. Browse chooses another." \
  "Програму буде встановлено в цю теку. «Огляд» дає змогу вибрати іншу."
!insertmacro Text Done "${NAME} ${VERSION} is installed" "${NAME} ${VERSION} установлено"
!insertmacro Text DoneText "Finish closes setup." "«Кінець» закриває встановлювач."
!insertmacro Text Start "&Start ${NAME} now" "&Запустити ${NAME} зараз"

!insertmacro Text RemovalText \
  "The program will be removed from this folder. Your settings and dossiers stay, and so does any file of yours in the folder." \
  "Програму буде видалено з цієї теки. Ваші налаштування та досьє залишаться, так само як і ваші файли в цій теці."

!insertmacro Text Running \
  "${NAME} is running. Close its window, then press Retry." \
  "${NAME} працює. Закрийте вікно програми й натисніть «Повторити»."
!insertmacro Text RemovingOlder "Removing the older version" "Видалення старішої версії"
!insertmacro Text OlderStays \
  "The older version could not be removed, so setup has stopped." \
  "Не вдалося видалити старішу версію, тому встановлення припинено."
!insertmacro Text WindowsTooOld \
  "${NAME} needs Windows 10, version 1809, or later." \
  "${NAME} потребує Windows 10 версії 1809 або новішої."
