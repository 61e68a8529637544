/* Windows.UI.ViewManagement.UISettings, which Qt asks for the colours and sizes of the desktop.

   Wine 8 lacks it, and Qt's window then never opens. This one is made once, says the colours of a
   light desktop with a blue accent, and keeps nobody who wants to hear of changes. */

#define COBJMACROS
#include <windows.h>

typedef struct { BYTE alpha, red, green, blue; } Color;
typedef struct { const void *const *methods; } Interface;

typedef enum { FACTORY, SETTINGS, COLORS, SWITCHES, INTERFACES } Kind;
static Interface made[INTERFACES];

/* By which name which of them is asked for. */
static const struct { GUID name; Kind kind; } names[] = {
    {{0x00000035, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}, FACTORY}, /* IActivationFactory */
    {{0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}}, SETTINGS},
    {{0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}}, COLORS},
    {{0x52BB3002, 0x919B, 0x4D6B, {0x9B, 0x78, 0x8D, 0xD6, 0x6F, 0xF4, 0xB9, 0x3B}}, SWITCHES},
    {{0x5349D588, 0x0CB5, 0x5F05, {0xBD, 0x34, 0x70, 0x6B, 0x32, 0x31, 0xF0, 0xBD}}, SWITCHES},
};
static const GUID whatever_it_is[] = {
    {0x00000000, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}, /* IUnknown */
    {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}}, /* IInspectable */
    {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}}, /* IAgileObject */
};

/* What every interface of WinRT begins with. */

static HRESULT WINAPI query(Interface *self, const GUID *wanted, void **answer)
{
    *answer = NULL;
    for (size_t i = 0; i < ARRAYSIZE(whatever_it_is); i++)
        if (IsEqualGUID(wanted, &whatever_it_is[i]))
            *answer = self;
    for (size_t i = 0; i < ARRAYSIZE(names); i++)
        if (IsEqualGUID(wanted, &names[i].name) &&
            (self == &made[FACTORY]) == (names[i].kind == FACTORY))
            *answer = &made[names[i].kind];
    return *answer ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI count(Interface *self)
{
    (void)self;
    return 2; /* never freed */
}

static HRESULT WINAPI list_names(Interface *self, ULONG *number, GUID **list)
{
    (void)self;
    *number = 0;
    *list = NULL;
    return S_OK;
}

static HRESULT WINAPI class_name(Interface *self, void **name)
{
    (void)self;
    *name = NULL;
    return S_OK;
}

static HRESULT WINAPI trust_level(Interface *self, int *level)
{
    (void)self;
    *level = 0;
    return S_OK;
}

/* What ours can do. */

static HRESULT WINAPI activate(Interface *self, void **settings)
{
    (void)self;
    *settings = &made[SETTINGS];
    return S_OK;
}

static HRESULT WINAPI color(Interface *self, int which, Color *answer)
{
    static const Color light[] = {
        {255, 255, 255, 255}, /* background */
        {255, 0, 0, 0},       /* foreground */
        {255, 0, 26, 104},    /* the accent, from darkest to lightest */
        {255, 0, 62, 146},
        {255, 0, 103, 192},
        {255, 0, 120, 212},
        {255, 0, 145, 248},
        {255, 76, 194, 255},
        {255, 153, 235, 255},
    };
    (void)self;
    *answer = light[which >= 0 && which < (int)ARRAYSIZE(light) ? which : 0];
    return S_OK;
}

static HRESULT WINAPI is_off(Interface *self, BYTE *answer)
{
    (void)self;
    *answer = 0;
    return S_OK;
}

static HRESULT WINAPI begin_telling(Interface *self, void *handler, INT64 *token)
{
    (void)self;
    (void)handler;
    *token = 1;
    return S_OK;
}

static HRESULT WINAPI end_telling(Interface *self, INT64 token)
{
    (void)self;
    (void)token;
    return S_OK;
}

static HRESULT WINAPI cannot(Interface *self)
{
    (void)self;
    return E_NOTIMPL;
}

#define BEGINNING query, count, count, list_names, class_name, trust_level
#define FIVE_THAT_CANNOT cannot, cannot, cannot, cannot, cannot

static const void *const of_factory[] = {BEGINNING, activate};
static const void *const of_settings[] = {
    BEGINNING, FIVE_THAT_CANNOT, FIVE_THAT_CANNOT, FIVE_THAT_CANNOT};
static const void *const of_colors[] = {BEGINNING, color, begin_telling, end_telling, cannot};
static const void *const of_switches[] = {BEGINNING, is_off, begin_telling, end_telling, cannot};

/* What Windows calls. */

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *class, void **factory)
{
    (void)class;
    *factory = &made[FACTORY];
    return S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void)
{
    return S_FALSE;
}

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, void *reserved)
{
    (void)library;
    (void)reason;
    (void)reserved;
    made[FACTORY].methods = of_factory;
    made[SETTINGS].methods = of_settings;
    made[COLORS].methods = of_colors;
    made[SWITCHES].methods = of_switches;
    return TRUE;
}
