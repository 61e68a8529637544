/* Windows.UI.ViewManagement.UISettings, from which Qt reads the colors and sizes of the desktop.

   Wine 8 does not implement it, and without it Qt's window never opens. This implementation is a
   set of static objects; it returns the colors of a light theme with a blue accent and ignores
   change handlers. */

#define COBJMACROS
#include <windows.h>

typedef struct { BYTE alpha, red, green, blue; } Color;
typedef struct { const void *const *methods; } Interface; /* COM object: pointer to a vtable */

typedef enum { FACTORY, SETTINGS, COLORS, SWITCHES, INTERFACES } Kind;
static Interface instances[INTERFACES];

/* Interface IDs and the instance that implements each. */
static const struct { GUID id; Kind kind; } interfaces[] = {
    {{0x00000035, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}, FACTORY}, /* IActivationFactory */
    {{0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}}, SETTINGS},
    {{0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}}, COLORS},
    {{0x52BB3002, 0x919B, 0x4D6B, {0x9B, 0x78, 0x8D, 0xD6, 0x6F, 0xF4, 0xB9, 0x3B}}, SWITCHES},
    {{0x5349D588, 0x0CB5, 0x5F05, {0xBD, 0x34, 0x70, 0x6B, 0x32, 0x31, 0xF0, 0xBD}}, SWITCHES},
};

/* Implemented by every instance. */
static const GUID common_interfaces[] = {
    {0x00000000, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}}, /* IUnknown */
    {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}}, /* IInspectable */
    {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}}, /* IAgileObject */
};

/* IInspectable: the first methods of every WinRT interface. */

static HRESULT WINAPI query_interface(Interface *self, const GUID *id, void **result)
{
    *result = NULL;
    for (size_t i = 0; i < ARRAYSIZE(common_interfaces); i++)
        if (IsEqualGUID(id, &common_interfaces[i]))
            *result = self;
    for (size_t i = 0; i < ARRAYSIZE(interfaces); i++)
        if (IsEqualGUID(id, &interfaces[i].id) &&
            (self == &instances[FACTORY]) == (interfaces[i].kind == FACTORY))
            *result = &instances[interfaces[i].kind];
    return *result ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI ref_count(Interface *self)
{
    (void)self;
    return 2; /* never freed */
}

static HRESULT WINAPI get_iids(Interface *self, ULONG *length, GUID **ids)
{
    (void)self;
    *length = 0;
    *ids = NULL;
    return S_OK;
}

static HRESULT WINAPI get_class_name(Interface *self, void **name)
{
    (void)self;
    *name = NULL;
    return S_OK;
}

static HRESULT WINAPI get_trust_level(Interface *self, int *level)
{
    (void)self;
    *level = 0;
    return S_OK;
}

/* Methods of the implemented interfaces. */

static HRESULT WINAPI activate(Interface *self, void **settings)
{
    (void)self;
    *settings = &instances[SETTINGS];
    return S_OK;
}

static HRESULT WINAPI get_color(Interface *self, int type, Color *result)
{
    static const Color light[] = {
        {255, 255, 255, 255}, /* background */
        {255, 0, 0, 0},       /* foreground */
        {255, 0, 26, 104},    /* accent, from darkest to lightest */
        {255, 0, 62, 146},
        {255, 0, 103, 192},
        {255, 0, 120, 212},
        {255, 0, 145, 248},
        {255, 76, 194, 255},
        {255, 153, 235, 255},
    };
    (void)self;
    *result = light[type >= 0 && type < (int)ARRAYSIZE(light) ? type : 0];
    return S_OK;
}

static HRESULT WINAPI get_false(Interface *self, BYTE *result)
{
    (void)self;
    *result = 0;
    return S_OK;
}

static HRESULT WINAPI add_handler(Interface *self, void *handler, INT64 *token)
{
    (void)self;
    (void)handler;
    *token = 1;
    return S_OK;
}

static HRESULT WINAPI remove_handler(Interface *self, INT64 token)
{
    (void)self;
    (void)token;
    return S_OK;
}

static HRESULT WINAPI not_implemented(Interface *self)
{
    (void)self;
    return E_NOTIMPL;
}

#define INSPECTABLE query_interface, ref_count, ref_count, get_iids, get_class_name, get_trust_level
#define FIVE_NOT_IMPLEMENTED \
    not_implemented, not_implemented, not_implemented, not_implemented, not_implemented

static const void *const factory_methods[] = {INSPECTABLE, activate};
static const void *const settings_methods[] = {
    INSPECTABLE, FIVE_NOT_IMPLEMENTED, FIVE_NOT_IMPLEMENTED, FIVE_NOT_IMPLEMENTED};
static const void *const color_methods[] = {
    INSPECTABLE, get_color, add_handler, remove_handler, not_implemented};
static const void *const switch_methods[] = {
    INSPECTABLE, get_false, add_handler, remove_handler, not_implemented};

/* Entry points that Windows calls. */

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *class, void **factory)
{
    (void)class;
    *factory = &instances[FACTORY];
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
    instances[FACTORY].methods = factory_methods;
    instances[SETTINGS].methods = settings_methods;
    instances[COLORS].methods = color_methods;
    instances[SWITCHES].methods = switch_methods;
    return TRUE;
}
