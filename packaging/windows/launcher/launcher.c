/* Starts the Python in the folder beside it, isolated from any other Python on the machine.

   Built twice: frontviewer.exe is a GUI program; frontviewer.com is a console program for the
   Command Prompt, which prefers that suffix, waits for it to exit and shows its output. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <windows.h>

#define MAX_PATH_LENGTH 32768
#define MAX_MESSAGE_LENGTH (MAX_PATH_LENGTH + 256)
#define EXIT_CANNOT_START 127

typedef int (*PythonMain)(int count, wchar_t **arguments);

int _dowildcard = 0; /* pass paths with * or ? unexpanded */

/* Without these files Python exits with a message on stderr, which a GUI program does not show. */
static const wchar_t *const required_files[] = {
    L"runtime\\" PYTHON_MODULES,
    L"packages\\frontviewer\\__main__.py",
    L"packages\\frontviewer\\cli\\main.py",
};

static void show_error(const wchar_t *text)
{
#ifdef FOR_CONSOLE
    /* printf would drop non-Latin characters. */
    static char bytes[3 * MAX_MESSAGE_LENGTH];
    HANDLE errors = GetStdHandle(STD_ERROR_HANDLE);
    DWORD unused;
    if (GetConsoleMode(errors, &unused)) {
        WriteConsoleW(errors, text, wcslen(text), &unused, NULL);
    } else {
        WideCharToMultiByte(CP_UTF8, 0, text, -1, bytes, sizeof bytes, NULL, NULL);
        WriteFile(errors, bytes, strlen(bytes), &unused, NULL);
    }
#else
    MessageBoxW(NULL, text, L"frontviewer", MB_ICONERROR | MB_SETFOREGROUND);
#endif
}

static int fail(const wchar_t *missing)
{
    static wchar_t text[MAX_MESSAGE_LENGTH];
    swprintf(text, MAX_MESSAGE_LENGTH,
             L"frontviewer cannot start because a file is missing or damaged:\n\n"
             L"%ls\n(Windows error %lu)\n\n"
             L"Please reinstall frontviewer. Your settings and dossiers are preserved.\n",
             missing, GetLastError());
    show_error(text);
    return EXIT_CANNOT_START;
}

int wmain(int argc, wchar_t **argv)
{
    static wchar_t program[MAX_PATH_LENGTH], folder[MAX_PATH_LENGTH];
    static wchar_t runtime[MAX_PATH_LENGTH], library[MAX_PATH_LENGTH], file[MAX_PATH_LENGTH];

    GetModuleFileNameW(NULL, program, MAX_PATH_LENGTH);
    wcscpy(folder, program);
    *wcsrchr(folder, L'\\') = L'\0';
    swprintf(runtime, MAX_PATH_LENGTH, L"%ls\\runtime", folder);
    swprintf(library, MAX_PATH_LENGTH, L"%ls\\" PYTHON_LIBRARY, runtime);

    for (size_t i = 0; i < sizeof required_files / sizeof *required_files; i++) {
        swprintf(file, MAX_PATH_LENGTH, L"%ls\\%ls", folder, required_files[i]);
        if (GetFileAttributesW(file) == INVALID_FILE_ATTRIBUTES)
            return fail(file);
    }

    /* The program looks for portable.txt in this folder, which Python cannot determine. Set before
       Python is loaded, because Python reads the environment only once. */
    SetEnvironmentVariableW(L"FRONTVIEWER_HOME", folder);

    /* Search DLLs in the runtime folder, and no longer in the current folder. */
    SetDllDirectoryW(runtime);
    HMODULE python = LoadLibraryExW(
        library, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    if (!python)
        return fail(library);
    PythonMain run = (PythonMain)(void *)GetProcAddress(python, "Py_Main");
    if (!run)
        return fail(library);

    /* -I: ignore environment variables and packages of other Pythons; -B: write no .pyc files. */
    static wchar_t *const options[] = {
        program, L"-I", L"-B", L"-X", L"utf8", L"-m", L"frontviewer"};
    const int option_count = sizeof options / sizeof *options;
    wchar_t **arguments = calloc(option_count + argc, sizeof *arguments);
    if (!arguments)
        return fail(program);
    memcpy(arguments, options, sizeof options);
    memcpy(arguments + option_count, argv + 1, (argc - 1) * sizeof *argv);
    return run(option_count + argc - 1, arguments);
}
