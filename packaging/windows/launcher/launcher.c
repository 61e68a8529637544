/* Starts the Python that lies beside it, kept apart from any other on the machine.

   Built twice: frontviewer.exe is a program of the desktop; frontviewer.com is the same for the
   Command Prompt, which prefers that ending, waits for it and shows what it prints. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST_PATH 32768
#define LONGEST_TEXT (LONGEST_PATH + 256)
#define CANNOT_START 127

typedef int (*PythonMain)(int count, wchar_t **arguments);

int _dowildcard = 0; /* a path with * or ? in it is handed on as it is */

/* Without these, Python would end with words that on the desktop nobody sees. */
static const wchar_t *const needed[] = {
    L"runtime\\" PYTHON_MODULES,
    L"packages\\frontviewer\\__main__.py",
    L"packages\\frontviewer\\cli\\main.py",
};

static void say(const wchar_t *text)
{
#ifdef FOR_CONSOLE
    /* Not by printf, which drops what is not Latin. */
    static char bytes[3 * LONGEST_TEXT];
    HANDLE errors = GetStdHandle(STD_ERROR_HANDLE);
    DWORD ignored;
    if (GetConsoleMode(errors, &ignored)) {
        WriteConsoleW(errors, text, wcslen(text), &ignored, NULL);
    } else {
        WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
        WriteFile(errors, bytes, strlen(bytes), &ignored, NULL);
    }
#else
    MessageBoxW(NULL, text, L"frontviewer", MB_ICONERROR | MB_SETFOREGROUND);
#endif
}

static int give_up(const wchar_t *missing)
{
    static wchar_t text[LONGEST_TEXT];
    swprintf(text, LONGEST_TEXT,
             L"frontviewer cannot start: this part of it is missing or damaged.\n\n"
             L"%ls\n(Windows error %lu)\n\n"
             L"Install frontviewer again; your settings and dossiers stay as they are.\n",
             missing, GetLastError());
    say(text);
    return CANNOT_START;
}

int wmain(int count, wchar_t **given)
{
    static wchar_t program[LONGEST_PATH], folder[LONGEST_PATH];
    static wchar_t runtime[LONGEST_PATH], library[LONGEST_PATH], part[LONGEST_PATH];

    GetModuleFileNameW(NULL, program, LONGEST_PATH);
    wcscpy(folder, program);
    *wcsrchr(folder, L'\\') = L'\0';
    swprintf(runtime, LONGEST_PATH, L"%ls\\runtime", folder);
    swprintf(library, LONGEST_PATH, L"%ls\\" PYTHON_LIBRARY, runtime);

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        swprintf(part, LONGEST_PATH, L"%ls\\%ls", folder, needed[i]);
        if (GetFileAttributesW(part) == INVALID_FILE_ATTRIBUTES)
            return give_up(part);
    }

    /* Python cannot tell where we lie, and the program looks there for its portable.txt. Said
       before Python is loaded, which reads the variables only once. */
    SetEnvironmentVariableW(L"FRONTVIEWER_HOME", folder);

    /* Libraries are looked for in our runtime, and no longer in the current folder. */
    SetDllDirectoryW(runtime);
    HMODULE python = LoadLibraryExW(
        library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!python)
        return give_up(library);
    PythonMain run = (PythonMain)(void *)GetProcAddress(python, "Py_Main");
    if (!run)
        return give_up(library);

    /* -I: no variables, no folders and no packages of another Python; -B: writes nothing here. */
    static wchar_t *const ours[] = {program, L"-I", L"-B", L"-X", L"utf8", L"-m", L"frontviewer"};
    const int own = sizeof ours / sizeof *ours;
    wchar_t **arguments = calloc(own + count, sizeof *arguments);
    if (!arguments)
        return give_up(program);
    memcpy(arguments, ours, sizeof ours);
    memcpy(arguments + own, given + 1, (count - 1) * sizeof *given);
    return run(own + count - 1, arguments);
}
