/* C99 complex functions that numpy imports from ucrtbase.dll and that wine 8 does not implement.

   Microsoft's ABI passes complex numbers as structures of two floats or two doubles. Its long
   double is a double, so the functions with suffix l have the same signature as those without. */

#include <complex.h>
#include <math.h>

typedef struct { float real, imaginary; } Single;
typedef struct { double real, imaginary; } Double;

static double complex from_double(Double z)
{
    return __builtin_complex((double)z.real, (double)z.imaginary);
}

static double complex from_single(Single z)
{
    return __builtin_complex((double)z.real, (double)z.imaginary);
}

static Double to_double(double complex z)
{
    return (Double){creal(z), cimag(z)};
}

static Single to_single(double complex z)
{
    return (Single){(float)creal(z), (float)cimag(z)};
}

#define WRAP_COMPLEX_RESULT(name)                                               \
    Double our_##name(Double z) { return to_double(name(from_double(z))); }     \
    Double our_##name##l(Double z) { return to_double(name(from_double(z))); }  \
    Single our_##name##f(Single z) { return to_single(name(from_single(z))); }

#define WRAP_REAL_RESULT(name)                                                  \
    double our_##name(Double z) { return name(from_double(z)); }                \
    double our_##name##l(Double z) { return name(from_double(z)); }             \
    float our_##name##f(Single z) { return (float)name(from_single(z)); }

WRAP_COMPLEX_RESULT(cexp)
WRAP_COMPLEX_RESULT(clog)
WRAP_COMPLEX_RESULT(csqrt)
WRAP_COMPLEX_RESULT(csin)
WRAP_COMPLEX_RESULT(ccos)
WRAP_COMPLEX_RESULT(ctan)
WRAP_COMPLEX_RESULT(csinh)
WRAP_COMPLEX_RESULT(ccosh)
WRAP_COMPLEX_RESULT(ctanh)
WRAP_REAL_RESULT(carg)
WRAP_REAL_RESULT(cabs)
WRAP_REAL_RESULT(creal)
WRAP_REAL_RESULT(cimag)

Double our_cpow(Double z, Double power)
{
    return to_double(cpow(from_double(z), from_double(power)));
}

Double our_cpowl(Double z, Double power)
{
    return our_cpow(z, power);
}

Single our_cpowf(Single z, Single power)
{
    return to_single(cpow(from_single(z), from_single(power)));
}
