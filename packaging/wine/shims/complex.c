/* Complex numbers of C99, which numpy imports from ucrtbase.dll and wine 8 lacks there.

   Microsoft's compiler passes them as plain structures of two floats or two doubles. Its long
   double is a double, so the names that end in l take and return what those without do. */

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

#define COMPLEX_OF_ONE(name)                                                    \
    Double our_##name(Double z) { return to_double(name(from_double(z))); }     \
    Double our_##name##l(Double z) { return to_double(name(from_double(z))); }  \
    Single our_##name##f(Single z) { return to_single(name(from_single(z))); }

#define REAL_OF_ONE(name)                                                       \
    double our_##name(Double z) { return name(from_double(z)); }                \
    double our_##name##l(Double z) { return name(from_double(z)); }             \
    float our_##name##f(Single z) { return (float)name(from_single(z)); }

COMPLEX_OF_ONE(cexp)
COMPLEX_OF_ONE(clog)
COMPLEX_OF_ONE(csqrt)
COMPLEX_OF_ONE(csin)
COMPLEX_OF_ONE(ccos)
COMPLEX_OF_ONE(ctan)
COMPLEX_OF_ONE(csinh)
COMPLEX_OF_ONE(ccosh)
COMPLEX_OF_ONE(ctanh)
REAL_OF_ONE(carg)
REAL_OF_ONE(cabs)
REAL_OF_ONE(creal)
REAL_OF_ONE(cimag)

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
