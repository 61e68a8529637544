/* Starts the Python that lies beside it, kept apart from any other on the machine.

   Built twice: frontviewer.exe is a program of the desktop; frontviewer.com is the same for the
   Command Prompt, which prefers that ending, waits for it and shows what it prints. */

#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

#define LONGEST_PATH 32768
#define CANNOT_START 127

typedef int (*PythonMain)(int count, wchar_t **arguments);

int _dowildcard = 0; /* a path with * or ? in it is handed on as it is */

static int give_up(const wchar_t *missing)
{
    wchar_t text[LONGEST_PATH + 256];
    swprintf(text, LONGEST_PATH + 256,
             L"frontviewer cannot start: this part of it is missing or damaged.\n\n"
             L"%ls\n(Windows error %lu)\n\n"
             L"Install frontviewer again; your settings and dossiers stay as they are.",
             missing, GetLastError());
#ifdef FOR_CONSOLE
    fwprintf(stderr, L"%ls\n", text);
#else
    MessageBoxW(NULL, text, L"frontviewer", MB_ICONERROR | MB_SETFOREGROUND);
#endif
    return CANNOT_START;
}

int wmain(int count, wchar_t **given)
{
    static wchar_t program[LONGEST_PATH], folder[LONGEST_PATH];
    static wchar_t runtime[LONGEST_PATH], library[LONGEST_PATH];

    GetModuleFileNameW(NULL, program, LONGEST_PATH);
    wcscpy(folder, program);
    *wcsrchr(folder, L'\\') = L'\0';
    swprintf(runtime, LONGEST_PATH, L"%ls\\runtime", folder);
    swprintf(library, LONGEST_PATH, L"%ls\\" PYTHON_LIBRARY, runtime);

    /* Libraries are looked for in our runtime, and no longer in the current folder. */
    SetDllDirectoryW(runtime);
    HMODULE python = LoadLibraryExW(
        library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!python)
        return give_up(library);
    PythonMain run = (PythonMain)(void *)GetProcAddress(python, "Py_Main");
    if (!run)
        return give_up(library);

    /* Python cannot tell where we lie, and the program looks there for its portable.txt. */
    SetEnvironmentVariableW(L"FRONTVIEWER_HOME", folder);

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
